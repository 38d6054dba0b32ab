/**
 * Measures one training step of lab 1.6's model with the library's recipe in Node on Dawn, kernel by kernel, for the figure "where the time goes":
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
/** A recording needs a few steps; the rest are replayed. */
const STEPS = 8;

const { positionals } = parseArgs({ allowPositionals: true });
const [preset = 'small', file = 'src/content/measured/engine-step.json'] = positionals;
const adapter = await startGpu();
const step = await measure();
const isSoftware = adapter.endsWith('(software)');
const replayed = isSoftware ? step.replayed.map((kernel) => ({ ...kernel, ns: null })) : step.replayed;
const command = `node scripts/bootstrap.mjs run scripts/measure-step.ts ${preset}`;
writeFileSync(file, `${JSON.stringify({ ...step, replayed, adapter, preset, command }, null, '\t')}\n`);
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
	const tf = await import('@tensorflow/tfjs');
	const { createGpt, gptConfigOf, gptRecipe, initialWeights } = await import('gradus');
	const { createTrainingStep } = await import('#labs/kit/training-step.ts');
	const { drawWindows } = await import('#data/storyland/splits.ts');
	const { causalAttention } = await import('../src/labs/causal-attention/solution.ts');
	const config = gptConfigOf(chosen.config);
	const batch = chosen.config['batch'] ?? 8;
	const gpt = createGpt(config, initialWeights(config, SEED), causalAttention);
	const training = createTrainingStep({ gpt, recipe: gptRecipe, steps: STEPS, stored: null });
	const jsMs: number[] = [];
	for (let step = 0; step < STEPS; step += 1) {
		const windows = tf.tensor2d(drawWindows('train', `${SEED}/${step}`, batch, config.time), [batch, config.time], 'int32');
		await (await training.run(windows, step)).read();
		windows.dispose();
		if (training.compiled.status.mode === 'replayed') jsMs.push(training.compiled.status.jsMs);
		if (step === STEPS - 2) training.compiled.measureNext();
	}
	const { writtenDispatches, writtenMs } = training.compiled.status;
	const replayed = training.compiled.kernels();
	if (replayed === null) throw new Error('The step is not replayed, so there is nothing to measure.');
	const eager = { dispatches: writtenDispatches, jsMs: writtenMs };
	// The step that is timed kernel by kernel spends more JavaScript than the others; the least of the others is a step in full swing.
	return { type: 'kernels', step: STEPS, replayed: [...replayed], eager, jsMs: Math.min(...jsMs) };
}
