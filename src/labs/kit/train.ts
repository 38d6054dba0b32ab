/**
 * The training loop of every lab that trains on Storyland. It owns batches, stop, snapshots, resuming and panels; a lab brings the recipe.
 *   runTraining({ lab, host, recipe, attention })            lab 1.6: the learner's four functions
 *   trainWithAttention({ lab, host, attention })             lab 1.4 and others before 1.6: the learner's attention, the library's recipe
 * A lab's train.ts is then: export const train: Train = (learner, host) => trainWithAttention({ lab: 'causal-attention', host, attention: … }).
 * Preset configs hold layers, width, heads, time, batch. The batch of a step depends on seed and step alone, so a resumed run goes on as if
 * it had never stopped. The loop reads the loss asynchronously and never inside the step.
 */

import * as tf from '@tensorflow/tfjs';
import { drawWindows } from '#data/storyland/splits.ts';
import { type AdamState, adamw, createAdamState, disposeAdamState, type Recipe } from './adamw.ts';
import { type Attention, createGpt, type Gpt, initialWeights, type StartingWeights } from './gpt.ts';
import { gptConfigOf } from './gpt-shapes.ts';
import { MIN_MEASURED_TOKENS, measureLoss } from './held-out.ts';
import type { TrainHost } from './host.ts';
import { showAttention, showSample } from './panels.ts';
import { decodeRun, encodeRun, MOMENT_PREFIXES } from './snapshot.ts';

export interface TrainingRun {
	readonly lab: string;
	readonly host: TrainHost;
	readonly recipe: Recipe;
	readonly attention: Attention;
}

/** Fewer tokens than a verdict needs, so that looking is cheap; the last look takes MIN_MEASURED_TOKENS. */
const QUICK_LOOK_TOKENS = 1_024;

export function trainWithAttention(run: Omit<TrainingRun, 'recipe'>): Promise<void> {
	return runTraining({ ...run, recipe: adamw });
}

export async function runTraining({ lab, host, recipe, attention }: TrainingRun): Promise<void> {
	const config = gptConfigOf(host.config);
	const stored = host.resume === null ? null : decodeRun(host.resume, lab, host.preset, config);
	const seed = stored?.seed ?? host.seed;
	const gpt = createGpt(config, stored?.weights.tensors ?? initialWeights(config, seed), attention);
	const state = createAdamState(gpt.params);
	try {
		if (stored !== null) restoreMoments(state, stored.weights.tensors, stored.step);
		await loop({ lab, host, recipe, gpt, state, seed, batch: host.config['batch'] ?? 8, from: stored?.step ?? 0 });
	} finally {
		gpt.dispose();
		disposeAdamState(state);
	}
}

function restoreMoments(state: AdamState, tensors: StartingWeights, step: number): void {
	state.step = step;
	for (const [prefix, moments] of [
		[MOMENT_PREFIXES[0], state.m],
		[MOMENT_PREFIXES[1], state.v],
	] as const) {
		for (const [name, variable] of moments) {
			const start = tensors.get(prefix + name);
			if (start !== undefined) tf.tidy(() => variable.assign(tf.tensor(start.data, [...start.shape])));
		}
	}
}

interface Loop {
	readonly lab: string;
	readonly host: TrainHost;
	readonly recipe: Recipe;
	readonly gpt: Gpt;
	readonly state: AdamState;
	readonly seed: number;
	readonly batch: number;
	readonly from: number;
}

async function loop(run: Loop): Promise<void> {
	const { host, recipe, gpt, state, from } = run;
	const every = {
		loss: host.steps <= 150 ? 1 : 5,
		look: Math.ceil(host.steps / 10),
		figure: Math.ceil(host.steps / 20),
		sample: Math.ceil(host.steps / 4),
	};
	const make = (step: number) => () => encodeRun(gpt, state, { lab: run.lab, preset: host.preset, seed: run.seed }, step);
	let [markStep, markTime] = [from, host.now()];
	const started = markTime;
	let step = from;
	for (; step < host.steps && !host.stopped(); step++) {
		const lr = readRate(recipe, step, host.steps);
		const loss = trainStep(run, step, lr);
		const done = step + 1;
		const last = done === host.steps;
		if (done % every.loss === 0 || last) {
			const value = (await loss.data())[0] ?? Number.NaN;
			if (!Number.isFinite(value))
				throw new Error(`The loss became ${value} at step ${done}. Look at what divides, at logarithms and at the learning rate.`);
			const tokensPerSecond = ((done - markStep) * run.batch * gpt.config.time * 1_000) / Math.max(1, host.now() - markTime);
			[markStep, markTime] = [done, host.now()];
			const heldOut = done % every.look === 0 || last ? await look(run, last) : {};
			host.emit({
				type: 'metric',
				step: done,
				loss: value,
				...heldOut,
				learningRate: lr,
				tokensPerSecond,
				tensors: tf.memory().numTensors,
			});
			host.emit({
				type: 'progress',
				step: done,
				steps: host.steps,
				secondsLeft: ((host.now() - started) / (done - from) / 1_000) * (host.steps - done),
			});
		}
		loss.dispose();
		if (done === from + 1 || done % every.figure === 0 || last) await showAttention(gpt, host, done);
		if (done % every.sample === 0 || last) await showSample(gpt, host, done);
		await host.snapshot(done, make(done), last);
		await host.breathe();
	}
	if (step < host.steps && step > from) await host.snapshot(step, make(step), true);
}

async function look({ gpt, host }: Loop, last: boolean): Promise<{ heldOut: number; heldOutError: number }> {
	const atLeast = last ? MIN_MEASURED_TOKENS : QUICK_LOOK_TOKENS;
	const text = { split: 'visible', seed: 'look', atLeast } as const;
	const { loss, standardError } = await measureLoss(gpt.logits, gpt.config.time, text, () => host.breathe());
	return { heldOut: loss, heldOutError: standardError };
}

function readRate(recipe: Recipe, step: number, steps: number): number {
	const lr: unknown = recipe.learningRate(step, steps);
	if (typeof lr !== 'number' || !Number.isFinite(lr))
		throw new Error(`learningRate(${step}, ${steps}) must return a finite number; it returned ${String(lr)}.`);
	return lr;
}

/** One batch forward, back, and an update. The caller disposes the loss. */
export function trainStep(
	{ recipe, gpt, state, seed, batch }: Pick<Loop, 'recipe' | 'gpt' | 'state' | 'seed' | 'batch'>,
	step: number,
	lr: number,
): tf.Scalar {
	const { time } = gpt.config;
	return tf.tidy(() => {
		const window = tf.tensor2d(drawWindows('train', `${seed}/${step}`, batch, time), [batch, time], 'int32');
		const { value, grads } = tf.variableGrads(() => checkedLoss(recipe.loss(gpt.logits, window, window)), [...gpt.params.values()]);
		const byName = new Map<string, tf.Tensor>();
		for (const [name, param] of gpt.params) {
			const grad = grads[param.name];
			if (grad !== undefined) byName.set(name, grad);
		}
		recipe.adamwStep(gpt.params, byName, state, lr);
		return value;
	});
}

function checkedLoss(loss: unknown): tf.Scalar {
	if (!(loss instanceof tf.Tensor))
		throw new Error('loss(model, tokens, targets) must return a tensor, so that gradients can flow back from it.');
	if (loss.size !== 1)
		throw new Error(`loss(model, tokens, targets) must return one number; it returned shape [${loss.shape.join(', ')}].`);
	return loss.asScalar();
}
