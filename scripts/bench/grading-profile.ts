/** Where the time of one submission goes: start of Node, the isolate's addon, the realm's script, realms, and what follows the load. Medians, in milliseconds. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type ivm from 'isolated-vm';
import { Child } from '#grading/sandbox/child-process.ts';
import type { Layers } from '#grading/sandbox/layers.ts';

const TRIES = 7;

export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function medianOf(run: () => number | Promise<number>): Promise<number> {
	const times: number[] = [];
	for (let i = 0; i < TRIES; i += 1) times.push(await run());
	return median(times);
}

function timed(run: () => unknown): number {
	const from = performance.now();
	run();
	return performance.now() - from;
}

/** The step that a submission cannot do without, however long its child was kept ahead. */
export const BOOT = 'a child from spawn to ready, five realms ahead';

/** The steps of a child's boot, each measured on its own, and the whole. */
export async function profileBoot(layers: Layers, folder: string): Promise<ReadonlyMap<string, number>> {
	const { addonPath } = layers;
	// As a child of the grader begins: without the options of whoever runs this.
	const node = (script: string) => spawnSync(process.execPath, ['--no-node-snapshot', '-e', script], { encoding: 'utf8', env: {} });
	const load = `const t = performance.now(); require(${JSON.stringify(addonPath)}); console.log(performance.now() - t)`;
	const { ivm: api } = createRequire(import.meta.url)(addonPath) as { ivm: typeof ivm };
	const text = readFileSync(join(folder, 'realm.js'), 'utf8');
	const isolates: ivm.Isolate[] = [];
	const isolate = (): ivm.Isolate => {
		const made = new api.Isolate({ memoryLimit: 192 });
		isolates.push(made);
		return made;
	};
	const realm = (script: ivm.Script, owner: ivm.Isolate): number =>
		timed(() => script.runSync(owner.createContextSync(), { reference: true }));
	const steps = new Map<string, number>([
		['start of Node', await medianOf(() => timed(() => node('0')))],
		['loading isolated-vm', await medianOf(() => Number(node(load).stdout))],
		['compiling the realm’s script', await medianOf(() => timed(() => isolate().compileScriptSync(text)))],
	]);
	const first: number[] = [];
	const later: number[] = [];
	for (let i = 0; i < TRIES; i += 1) {
		const owner = isolate();
		const script = owner.compileScriptSync(text);
		first.push(realm(script, owner));
		later.push(realm(script, owner), realm(script, owner));
	}
	steps.set('first realm of an isolate, tfjs evaluated', median(first));
	steps.set('each later realm', median(later));
	for (const each of isolates) each.dispose();
	steps.set(
		BOOT,
		await medianOf(async () => {
			const from = performance.now();
			const child = new Child(layers, folder, { holds: 'submission', memoryMiB: 192, cpuSeconds: 60 });
			await child.ready;
			const ms = performance.now() - from;
			await child.dispose();
			return ms;
		}),
	);
	return steps;
}
