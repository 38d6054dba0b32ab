/**
 * Trains the runs of tests/findings/runs.ts on WASM and keeps what each told the page, rounded, for the test of the detectors:
 *   npm run record:runs            all of them
 *   npm run record:runs -- <name>  one or more by name
 * A run that ends in an error is kept as far as it came: some of the mistakes end so.
 */
import '../src/grading/resolve-hooks.ts';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { findLab } from '#labs/index.ts';
import type { Train, TrainMessage } from '#labs/kit/host.ts';
import type { RunOrder } from '../tests/findings/runs.ts';
import { readBase } from './read-base.ts';

const SEED = 17;
const DIGITS = 4;
const FOLDER = new URL('../tests/findings/recorded/', import.meta.url);

const { positionals } = parseArgs({ allowPositionals: true });
// Only now: labs use names that the hooks above make known.
const { RUNS } = await import('../tests/findings/runs.ts');
await startWasm();
const names = positionals.length > 0 ? positionals : Object.keys(RUNS);
for (const name of names) {
	const order = RUNS[name];
	if (order === undefined) throw new Error(`There is no run "${name}". There are ${Object.keys(RUNS).join(', ')}.`);
	await record(name, order);
}

async function record(name: string, { lab: id, preset: presetName, mistake, config }: RunOrder): Promise<void> {
	const lab = findLab(id);
	const preset = lab?.presets[presetName];
	if (lab === null || preset === undefined) throw new Error(`The lab ${id} has no preset "${presetName}".`);
	const { silentHost } = await import('#labs/kit/silent-host.ts');
	const { train }: { readonly train: Train } = await import(new URL(`../src/labs/${id}/train.ts`, import.meta.url).href);
	const reference: Readonly<Record<string, unknown>> = await import(new URL(`../src/labs/${id}/solution.ts`, import.meta.url).href);
	const events: object[] = [];
	let parameters: readonly string[] = [];
	const settings = { ...preset.config, ...config };
	const started = performance.now();
	let ended = 'finished';
	try {
		await train(
			mistake === undefined ? reference : mistake(reference),
			silentHost({
				...{ preset: presetName, config: settings, steps: preset.steps, seed: SEED },
				base: lab.base === undefined ? null : readBase(lab.base),
				emit: (message) => {
					events.push(...kept(message));
					if (message.type === 'weights') parameters = message.parameters.map((each) => each.name);
				},
			}),
		);
	} catch (error) {
		ended = error instanceof Error ? error.message : String(error);
	}
	const head = {
		command: `npm run record:runs -- ${name}`,
		lab: id,
		preset: presetName,
		config: settings,
		steps: preset.steps,
		seed: SEED,
		ended,
		parameters,
	};
	const text = JSON.stringify(head).slice(0, -1);
	writeFileSync(
		new URL(`${name}.json`, FOLDER),
		`${text},"events":[\n${events.map((event) => JSON.stringify(event, rounded)).join(',\n')}\n]}\n`,
	);
	console.log(name, `${((performance.now() - started) / 1_000).toFixed(1)} s`, events.length, ended);
}

/** What the detectors read of a message, and nothing else. */
function kept(message: TrainMessage): object[] {
	switch (message.type) {
		case 'metric': {
			const { type, step, loss, heldOut, heldOutError, learningRate } = message;
			return [{ type, step, loss, heldOut, heldOutError, learningRate }];
		}
		case 'figure':
			return message.figure === 'experts' ? [{ ...message, tokens: [] }] : [];
		case 'weights':
			// Names once, in the head of the file.
			return [
				{
					...{ type: 'weights', step: message.step },
					weights: message.parameters.map(({ weight }) => weight),
					gradients: message.parameters.map(({ gradient }) => gradient ?? null),
					same: message.parameters.flatMap(({ isSame }, at) => (isSame ? [at] : [])),
				},
			];
		case 'measure':
		case 'not-finite':
			return [message];
		default:
			return [];
	}
}

function rounded(_key: string, value: unknown): unknown {
	return typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value;
}
