/**
 * The training loop of every lab that trains on Storyland. It owns batches, stop, snapshots, resuming and panels; a lab brings the recipe.
 *   runTraining({ lab, host, recipe, attention })            lab 1.6: the learner's four functions
 *   trainWithAttention({ lab, host, attention })             lab 1.4 and others before 1.6: the learner's attention, the library's recipe
 * A lab's train.ts is then: export const train: Train = (learner, host) => trainWithAttention({ lab: 'causal-attention', host, attention: … }).
 * Preset configs hold layers, width, heads, time, batch. The batch of a step depends on seed and step alone, so a resumed run goes on as if
 * it had never stopped. Steps are compiled; the loop reads a step's loss while the next one runs.
 */

import * as tf from '@tensorflow/tfjs';
import { drawWindows } from '#data/storyland/splits.ts';
import type { StepLoss } from '#engine/graph/eager-step.ts';
import { finiteLoss } from './finite-loss.ts';
import { type Attention, createGpt, type Gpt, initialWeights } from './gpt.ts';
import { gptConfigOf, gptShapes } from './gpt-shapes.ts';
import { MIN_MEASURED_TOKENS, measureLoss } from './held-out.ts';
import type { TrainHost } from './host.ts';
import { showAttention, showSample } from './panels.ts';
import { gptRecipe, type Recipe } from './recipe.ts';
import { runSteps } from './run-steps.ts';
import { createKernelReporter, showEngine } from './show-engine.ts';
import { decodeRun, encodeRun } from './snapshot.ts';
import { createTrainingStep, readRate, type TrainingStep } from './training-step.ts';

export interface TrainingRun {
	readonly lab: string;
	readonly host: TrainHost;
	readonly recipe: Recipe;
	readonly attention: Attention;
}

/** Fewer tokens than a verdict needs, so that looking is cheap; the last look takes MIN_MEASURED_TOKENS. */
const QUICK_LOOK_TOKENS = 1_024;

export function trainWithAttention(run: Omit<TrainingRun, 'recipe'>): Promise<void> {
	return runTraining({ ...run, recipe: gptRecipe });
}

export async function runTraining({ lab, host, recipe, attention }: TrainingRun): Promise<void> {
	const config = gptConfigOf(host.config);
	const stored = host.resume === null ? null : decodeRun(host.resume, { lab, preset: host.preset, shapes: gptShapes(config) });
	const seed = stored?.seed ?? host.seed;
	const gpt = createGpt(config, stored?.weights.tensors ?? initialWeights(config, seed), attention);
	const from = stored?.step ?? 0;
	const moments = stored === null ? null : { step: from, tensors: stored.weights.tensors };
	const training = createTrainingStep({ gpt, recipe, steps: host.steps, stored: moments });
	try {
		await loop({ lab, host, recipe, gpt, training, seed, batch: host.config['batch'] ?? 8, from });
	} finally {
		training.dispose();
		gpt.dispose();
	}
}

interface Loop {
	readonly lab: string;
	readonly host: TrainHost;
	readonly recipe: Recipe;
	readonly gpt: Gpt;
	readonly training: TrainingStep;
	readonly seed: number;
	readonly batch: number;
	readonly from: number;
}

async function loop(run: Loop): Promise<void> {
	const { host, gpt, training, from } = run;
	const every = { look: Math.ceil(host.steps / 10), figure: Math.ceil(host.steps / 20), sample: Math.ceil(host.steps / 4) };
	const report = createReporter(run);
	const looks = (done: number, last: boolean): boolean => done % every.look === 0 || last;
	const draws = (done: number, last: boolean): boolean => done === from + 1 || done % every.figure === 0 || last;
	const samples = (done: number, last: boolean): boolean => done % every.sample === 0 || last;
	// Nothing is left to train: the model is shown as it is.
	if (from >= host.steps) {
		await showAttention(gpt, host, from);
		await showSample(gpt, host, from);
	}
	await runSteps({
		host,
		from,
		every: host.steps <= 150 ? 1 : 5,
		async step(step) {
			const loss = await trainOnWindows(run, step);
			return (last) => report(step + 1, loss, looks(step + 1, last));
		},
		shows: (done, last) => looks(done, last) || draws(done, last) || samples(done, last),
		async show(done, last) {
			if (draws(done, last)) await showAttention(gpt, host, done);
			if (samples(done, last)) await showSample(gpt, host, done);
		},
		after: createKernelReporter(training.compiled, host),
		weighs: () => ({ params: gpt.params, gradients: training.state.gradients }),
		encode: (done) => encodeRun(gpt.params, training.state, { lab: run.lab, preset: host.preset, seed: run.seed }, done),
	});
}

async function trainOnWindows({ gpt, training, seed, batch }: Loop, step: number): Promise<StepLoss> {
	const { time } = gpt.config;
	const windows = tf.tensor2d(drawWindows('train', `${seed}/${step}`, batch, time), [batch, time], 'int32');
	try {
		return await training.run(windows, step);
	} finally {
		windows.dispose();
	}
}

/** Tells the page of a step: its loss, its speed, how it ran, and now and then the loss on text that it has not seen. */
function createReporter(run: Loop): (done: number, loss: StepLoss, looks: boolean) => Promise<void> {
	const { host, gpt, training, from } = run;
	let [markStep, markTime] = [from, host.now()];
	return async (done, loss, looks) => {
		const value = finiteLoss(host, done, await loss.read());
		const tokensPerSecond = ((done - markStep) * run.batch * gpt.config.time * 1_000) / Math.max(1, host.now() - markTime);
		[markStep, markTime] = [done, host.now()];
		const heldOut = looks ? await look(run, done === host.steps) : {};
		const learningRate = readRate(run.recipe, done - 1, host.steps);
		host.emit({ type: 'metric', step: done, loss: value, ...heldOut, learningRate, tokensPerSecond, tensors: tf.memory().numTensors });
		showEngine(training.compiled, host, done);
	};
}

async function look({ gpt, host }: Loop, last: boolean): Promise<{ heldOut: number; heldOutError: number }> {
	const atLeast = last ? MIN_MEASURED_TOKENS : QUICK_LOOK_TOKENS;
	const text = { split: 'visible', seed: 'look', atLeast } as const;
	const { loss, standardError } = await measureLoss(gpt.logits, gpt.config.time, text, () => host.breathe());
	return { heldOut: loss, heldOutError: standardError };
}
