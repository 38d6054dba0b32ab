/**
 * A model between GPT-2 and today that learns Storyland, with the block given from outside: a rung of the ladder of lab 2.7, or the model at
 * its top. All rungs read the same windows, seed by seed, so that what differs between two of them is the change.
 */
import * as tf from '@tensorflow/tfjs';
import { drawWindows } from '#data/storyland/splits.ts';
import { compile } from '#engine/compile.ts';
import { adamw } from '#engine/optim/adamw.ts';
import { muon } from '#engine/optim/muon.ts';
import { MIN_MEASURED_TOKENS, measureLoss } from './held-out.ts';
import { type Block, createModernGpt, initialModernWeights, type ModernGpt } from './modern-gpt.ts';
import type { ModernConfig } from './modern-shapes.ts';
import { BETA_1, BETA_2, DECAY, EPSILON, gptRecipe, MAX_NORM } from './recipe.ts';
import type { StoredRun } from './snapshot.ts';
import type { Pupil } from './train-family.ts';
import { momentsOf } from './training-step.ts';

export interface ModernPlan {
	readonly config: ModernConfig;
	readonly block: Block;
	readonly batch: number;
	readonly steps: number;
	readonly seed: number;
	readonly stored?: StoredRun | null;
	/** Muon for the matrices of the blocks, AdamW for the rest. */
	readonly hasMuon?: boolean;
}

/** Half as fast again as the recipe of lab 1.6, whose model is wider. */
export function modernRate(step: number, steps: number): number {
	return 1.5 * gptRecipe.learningRate(step, steps);
}

const QUICK_LOOK_TOKENS = 2_048;
/** Of Muon, whose steps have one length whatever the gradient. */
const MUON_SHARE = 4;

export function modernPupil(plan: ModernPlan): Pupil {
	const { config, block, batch, seed, stored = null } = plan;
	const gpt = createModernGpt(config, stored?.weights.tensors ?? initialModernWeights(config, seed), block);
	const training = plan.hasMuon ? muonStep(gpt, plan) : adamStep(gpt, plan);
	if (stored !== null) {
		const { tensors, metadata } = stored.weights;
		const done = stored.step - Number(metadata.get('before') ?? 0);
		tf.tidy(() => training.state.load(done, momentsOf(tensors, 0), momentsOf(tensors, 1)));
	}
	const compiled = compile<[tf.Tensor2D]>(training.step);
	return {
		params: gpt.params,
		state: training.state,
		compiled,
		async step(step) {
			const windows = tf.tensor2d(drawWindows('train', `${seed}/${step}`, batch, config.time), [batch, config.time], 'int32');
			try {
				return await compiled(windows);
			} finally {
				windows.dispose();
			}
		},
		measure: (exact) =>
			measureLoss(gpt.logits, config.time, {
				split: 'visible',
				seed: 'look',
				atLeast: exact ? MIN_MEASURED_TOKENS : QUICK_LOOK_TOKENS,
			}),
		dispose() {
			compiled.dispose();
			training.dispose();
			gpt.dispose();
		},
	};
}

function optimizerOf(params: ReadonlyMap<string, tf.Variable>, steps: number) {
	return adamw(params, {
		learningRate: (step) => modernRate(step, steps),
		beta1: BETA_1,
		beta2: BETA_2,
		epsilon: EPSILON,
		weightDecay: DECAY,
		maxNorm: MAX_NORM,
	});
}

function adamStep(gpt: ModernGpt, { steps }: ModernPlan) {
	const optimizer = optimizerOf(gpt.params, steps);
	return {
		state: optimizer,
		step: (windows: tf.Tensor2D) => optimizer.minimize(() => gptRecipe.loss(gpt.logits, windows, windows)),
		dispose: () => optimizer.dispose(),
	};
}

function muonStep(gpt: ModernGpt, { steps }: ModernPlan) {
	const isHidden = (name: string, { shape }: tf.Variable): boolean => shape.length === 2 && name.startsWith('blocks.');
	const [hidden, rest] = [true, false].map(
		(wanted) => new Map([...gpt.params].filter(([name, param]) => isHidden(name, param) === wanted)),
	);
	if (hidden === undefined || rest === undefined) throw new Error('A model has matrices and other parameters.');
	const [turning, optimizer] = [muon(hidden, { outputs: 'columns', weightDecay: DECAY }), optimizerOf(rest, steps)];
	return {
		state: optimizer,
		step: (windows: tf.Tensor2D): tf.Scalar => {
			const { value, grads } = tf.variableGrads(() => gptRecipe.loss(gpt.logits, windows, windows), [...gpt.params.values()]);
			const byName = (of: ReadonlyMap<string, tf.Variable>) =>
				new Map([...of].flatMap(([name, { name: id }]) => (grads[id] === undefined ? [] : [[name, grads[id]] as const])));
			turning.apply(byName(hidden), tf.scalar(MUON_SHARE * modernRate(optimizer.step, steps)));
			optimizer.apply(byName(rest));
			return value;
		},
		dispose() {
			turning.dispose();
			optimizer.dispose();
		},
	};
}
