/**
 * Measures one training step of lab 1.6's reference solution in Node on Dawn, kernel by kernel, for the figure "where the time goes":
 * `node scripts/bootstrap.mjs run scripts/measure-step.ts [preset] [file]` writes src/content/measured/engine-step.json.
 * A software adapter's times say nothing about a GPU, so they are left out: the figure then shows work. Refuses a step that is not replayed.
 */
import '../src/grading/resolve-hooks.ts';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { FromWorker } from '#contract/run.ts';
import { requestGpuDevice } from '#engine/device.ts';
import { findLab } from '#labs/index.ts';
import { openDawn } from './dawn.ts';

type Message<T extends FromWorker['type']> = Extract<FromWorker, { type: T }>;

const LAB = 'train-gpt';
const SEED = 1;
/** A recording needs a few steps, its times one more. */
const MAX_STEPS = 20;

const { positionals } = parseArgs({ allowPositionals: true });
const [preset = 'small', file = 'src/content/measured/engine-step.json'] = positionals;
const adapter = await startGpu();
const step = await measure();
const isSoftware = adapter.endsWith('(software)');
const replayed = isSoftware ? step.replayed.map((kernel) => ({ ...kernel, ns: null })) : step.replayed;
const how = `node scripts/bootstrap.mjs run scripts/measure-step.ts ${preset}`;
writeFileSync(file, `${JSON.stringify({ ...step, replayed, adapter, preset, how }, null, '\t')}\n`);
console.log(`${replayed.length} kernels of a step of "${preset}" on ${adapter}${isSoftware ? ', without times' : ''}: ${file}`);
// Dawn's threads would keep the process.
process.exit(0);

async function startGpu(): Promise<string> {
	const dawn = await openDawn();
	if ('reason' in dawn) throw new Error(dawn.reason);
	const found = await requestGpuDevice(dawn.gpu);
	if ('reason' in found) throw new Error(found.reason);
	// Loaded only now: the engine and the labs use names that the hooks above make known.
	const tf = await import('@tensorflow/tfjs');
	const { registerGraphBackend } = await import('#engine/gpu/register-backend.ts');
	registerGraphBackend(found.device, found.info);
	await tf.setBackend('webgpu');
	return found.name;
}

async function measure(): Promise<Message<'kernels'>> {
	const chosen = findLab(LAB)?.presets[preset];
	if (chosen === undefined) throw new Error(`Lab ${LAB} has no preset "${preset}".`);
	const { train } = await import('../src/labs/train-gpt/train.ts');
	const solution = await import('../src/labs/train-gpt/solution.ts');
	const heard: { kernels?: Message<'kernels'>; engine?: Message<'engine'> } = {};
	await train(solution, {
		preset,
		config: chosen.config,
		steps: MAX_STEPS,
		seed: SEED,
		resume: null,
		stopped: () => heard.kernels !== undefined,
		now: () => performance.now(),
		lineOf: () => undefined,
		emit: (message) => {
			if (message.type === 'kernels') heard.kernels = message;
			if (message.type === 'engine') heard.engine = message;
		},
		snapshot: async () => {},
		breathe: async () => {},
	});
	if (heard.kernels === undefined)
		throw new Error(`The step was not replayed within ${MAX_STEPS} steps. ${heard.engine?.status.reason ?? 'The engine said nothing.'}`);
	return heard.kernels;
}
