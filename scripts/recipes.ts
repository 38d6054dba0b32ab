/**
 * Runs a lab's reference again, from source in Node on WASM, and writes what was measured.
 *   npm run recipes -- <lab>                      everything of the lab
 *   npm run recipes -- <lab> <preset> [seed …]    trains solution.ts for three seeds, measures visible and hidden data → src/labs/<lab>/golden.json
 *   npm run recipes -- <lab> <preset> --first      only the first steps of a run, which the tests compare other backends with
 *   npm run recipes -- <lab> <experiment> [seed …] → src/content/measured/<lab>.json
 *   npm run recipes -- <base> [seed]              makes a checkpoint → public/bases/<base>.safetensors and its model card
 * Fails when a seed misses its target, when hidden and visible data disagree, or when a loss lies below the floor.
 */
import '../src/grading/resolve-hooks.ts';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { findLab } from '#labs/index.ts';
import type { MakeBase } from '#labs/kit/experiment.ts';
import { readBase } from './read-base.ts';
import { runExperiment } from './recipe-experiment.ts';
import { recordFirst, runPreset } from './recipe-preset.ts';

const MAX_BASE_BYTES = 1 << 20;

const { positionals, values } = parseArgs({ allowPositionals: true, options: { first: { type: 'boolean', default: false } } });
const [id = '', ...rest] = positionals;
const name = rest.find((word) => !/^\d+$/.test(word));
const seeds = rest.filter((word) => /^\d+$/.test(word)).map(Number);
await startWasm();
if (existsSync(new URL(`../src/labs/bases/${id}.ts`, import.meta.url))) await makeCheckpoint(seeds[0] ?? 1);
else await runLab();

async function runLab(): Promise<void> {
	const lab = findLab(id);
	if (lab === null) throw new Error(`There is no lab and no base "${id}".`);
	const base = lab.base === undefined ? null : readBase(lab.base);
	const presets = Object.entries(lab.presets).filter(([, preset]) => preset.target !== undefined || preset.targetMargin !== undefined);
	const file = new URL(`../src/labs/${id}/experiments.ts`, import.meta.url);
	const { experiments = {} } = existsSync(file) ? await import(file.href) : {};
	const names = [...presets.map(([each]) => each), ...Object.keys(experiments)];
	if (name !== undefined && !names.includes(name)) throw new Error(`The lab ${id} has no "${name}". It has ${names.join(', ')}.`);
	const misses: string[] = [];
	if (values.first) {
		for (const [each, preset] of presets) if ((name ?? each) === each) await recordFirst({ lab, name: each, preset, base, seeds });
		return;
	}
	for (const [each, preset] of presets)
		if ((name ?? each) === each && !(await runPreset({ lab, name: each, preset, base, seeds }))) misses.push(each);
	for (const each of Object.keys(experiments))
		if ((name ?? each) === each) await runExperiment({ lab: id, name: each, experiment: experiments[each], base, seeds });
	if (misses.length > 0) throw new Error(`A seed missed its target, or hidden and visible data disagree: ${misses.join(', ')}.`);
}

async function makeCheckpoint(seed: number): Promise<void> {
	const module: { readonly makeBase: MakeBase } = await import(new URL(`../src/labs/bases/${id}.ts`, import.meta.url).href);
	const started = performance.now();
	const { bytes, card } = await module.makeBase({ seed, log: (text) => console.log(text) });
	if (bytes.byteLength > MAX_BASE_BYTES) throw new Error(`${id} has ${bytes.byteLength} bytes; a base has at most ${MAX_BASE_BYTES}.`);
	const seconds = Number(((performance.now() - started) / 1_000).toFixed(1));
	const folder = new URL('../public/bases/', import.meta.url);
	mkdirSync(folder, { recursive: true });
	writeFileSync(new URL(`${id}.safetensors`, folder), new Uint8Array(bytes));
	const whole = {
		command: `npm run recipes -- ${id} ${seed}`,
		backend: 'wasm, one thread, Node',
		seed,
		seconds,
		bytes: bytes.byteLength,
		...card,
	};
	writeFileSync(new URL(`${id}.json`, folder), `${JSON.stringify(whole, null, '\t')}\n`);
	console.log(JSON.stringify(whole, null, '\t'));
}
