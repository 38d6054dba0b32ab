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
import type { TrainMessage } from '#labs/kit/host.ts';
import type { RunOrder } from '../tests/findings/runs.ts';
import { trainOrder } from './train-order.ts';

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

async function record(name: string, order: RunOrder): Promise<void> {
	const events: object[] = [];
	let parameters: readonly string[] = [];
	const started = performance.now();
	const { preset, ended } = await trainOrder(order, {
		seed: SEED,
		emit: (message) => {
			events.push(...kept(message));
			if (message.type === 'weights') parameters = message.parameters.map((each) => each.name);
		},
	});
	const head = {
		command: `npm run record:runs -- ${name}`,
		lab: order.lab,
		preset: order.preset,
		config: preset.config,
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
