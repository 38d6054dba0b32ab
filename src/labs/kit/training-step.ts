/**
 * One training step, compiled: with the library's recipe everything is replayed, fused update included; with a learner's recipe their own
 * JavaScript runs where its numbers change from step to step (a rate, a step counter), and the GPU work is replayed all the same.
 */
import * as tf from '@tensorflow/tfjs';
import { drawWindows } from '#data/storyland/splits.ts';
import { type CompiledStep, compile } from '#engine/compile.ts';
import { adamw } from '#engine/optim/adamw.ts';
import type { Gpt, StartingWeights } from './gpt.ts';
import {
	BETA_1,
	BETA_2,
	createAdamState,
	DECAY,
	disposeAdamState,
	EPSILON,
	gptRecipe,
	MAX_NORM,
	type OptimizerState,
	type Params,
	type Recipe,
} from './recipe.ts';
import { MOMENT_PREFIXES } from './snapshot.ts';

export interface TrainingStep {
	/** Trains on windows of text, int32 [batch, time], at the rate of this step, counted from 0. */
	readonly run: (windows: tf.Tensor2D, step: number) => ReturnType<CompiledStep<[tf.Tensor2D]>>;
	readonly compiled: Pick<CompiledStep<[tf.Tensor2D]>, 'status' | 'kernels' | 'measureNext'>;
	readonly state: OptimizerState;
	dispose(): void;
}

export interface StepParts {
	readonly gpt: Gpt;
	readonly recipe: Recipe;
	/** Steps of the whole run. */
	readonly steps: number;
	/** Moments of an earlier run, by prefixed name, and the step they are of. */
	readonly stored: { readonly step: number; readonly tensors: StartingWeights } | null;
}

export function createTrainingStep(parts: StepParts): TrainingStep {
	return parts.recipe === gptRecipe ? fusedStep(parts) : recipeStep(parts);
}

function fusedStep({ gpt, recipe, steps, stored }: StepParts): TrainingStep {
	const optimizer = adamw(gpt.params, {
		learningRate: (step) => recipe.learningRate(step, steps),
		beta1: BETA_1,
		beta2: BETA_2,
		epsilon: EPSILON,
		weightDecay: DECAY,
		maxNorm: MAX_NORM,
		decays: recipe.decays,
	});
	if (stored !== null) tf.tidy(() => optimizer.load(stored.step, momentsOf(stored.tensors, 0), momentsOf(stored.tensors, 1)));
	const compiled = compile<[tf.Tensor2D]>((windows) => optimizer.minimize(() => recipe.loss(gpt.logits, windows, windows)));
	return {
		run: (windows) => compiled(windows),
		compiled,
		state: optimizer,
		dispose() {
			compiled.dispose();
			optimizer.dispose();
		},
	};
}

function recipeStep({ gpt, recipe, steps, stored }: StepParts): TrainingStep {
	const state = createAdamState(gpt.params);
	if (stored !== null) {
		state.step = stored.step;
		for (const [i, moments] of [state.m, state.v].entries())
			tf.tidy(() => {
				for (const [name, values] of momentsOf(stored.tensors, i)) moments.get(name)?.assign(values);
			});
	}
	let at = 0;
	const gradients: Params = new Map([...gpt.params].map(([name, { shape }]) => [name, tf.tidy(() => tf.variable(tf.zeros(shape), false))]));
	const compiled = compile<[tf.Tensor2D]>((windows) =>
		recipeUpdate({ gpt, recipe, state, gradients }, windows, readRate(recipe, at, steps)),
	);
	return {
		run(windows, step) {
			at = step;
			return compiled(windows);
		},
		compiled,
		state: {
			...state,
			get step() {
				return state.step;
			},
			gradients,
		},
		dispose() {
			compiled.dispose();
			disposeAdamState(state);
			tf.dispose([...gradients.values()]);
		},
	};
}

/** Moments of a stored run by the names of their parameters. */
export function momentsOf(tensors: StartingWeights, which: number): Map<string, tf.Tensor> {
	const prefix = MOMENT_PREFIXES[which] ?? '';
	return new Map(
		[...tensors].flatMap(([name, { data, shape }]) =>
			name.startsWith(prefix) ? [[name.slice(prefix.length), tf.tensor(data, [...shape])] as const] : [],
		),
	);
}

/** One batch forward, back, and an update with a recipe's own functions. */
function recipeUpdate(
	{ gpt, recipe, state, gradients }: { gpt: Gpt; recipe: Recipe; state: ReturnType<typeof createAdamState>; gradients?: Params },
	windows: tf.Tensor2D,
	lr: number,
): tf.Scalar {
	const { value, grads } = tf.variableGrads(() => checkedLoss(recipe.loss(gpt.logits, windows, windows)), [...gpt.params.values()]);
	const byName = new Map<string, tf.Tensor>();
	for (const [name, param] of gpt.params) {
		const grad = grads[param.name];
		if (grad === undefined) continue;
		byName.set(name, grad);
		gradients?.get(name)?.assign(grad);
	}
	recipe.adamwStep(gpt.params, byName, state, lr);
	return value;
}

/** One step as written, on the batch that belongs to it. The caller disposes the loss. */
export function trainStep(
	{ recipe, gpt, state, seed, batch }: { gpt: Gpt; recipe: Recipe; state: ReturnType<typeof createAdamState>; seed: number; batch: number },
	step: number,
	lr: number,
): tf.Scalar {
	const { time } = gpt.config;
	return tf.tidy(() => {
		const windows = tf.tensor2d(drawWindows('train', `${seed}/${step}`, batch, time), [batch, time], 'int32');
		return recipeUpdate({ gpt, recipe, state }, windows, lr);
	});
}

export function readRate(recipe: Recipe, step: number, steps: number): number {
	const lr: unknown = recipe.learningRate(step, steps);
	if (typeof lr !== 'number' || !Number.isFinite(lr))
		throw new Error(`learningRate(${step}, ${steps}) must return a finite number; it returned ${String(lr)}.`);
	return lr;
}

function checkedLoss(loss: unknown): tf.Scalar {
	if (!(loss instanceof tf.Tensor))
		throw new Error('loss(model, tokens, targets) must return a tensor, so that gradients can flow back from it.');
	if (loss.size !== 1)
		throw new Error(`loss(model, tokens, targets) must return one number; it returned shape [${loss.shape.join(', ')}].`);
	return loss.asScalar();
}
