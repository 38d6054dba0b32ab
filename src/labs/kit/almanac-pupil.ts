/**
 * A small GPT that learns the almanac by heart: it reads one name and predicts what the name likes. One of the family of lab 3.1.
 * Its loss is computed over all names, so that no luck of a sample is in it.
 */
import * as tf from '@tensorflow/tfjs';
import {
	ALMANAC_ANSWERS,
	ALMANAC_BATCH,
	ALMANAC_NAMES,
	ALMANAC_VOCABULARY,
	type AlmanacDraws,
	almanacLoss,
	drawAlmanac,
} from '#data/tasks/almanac.ts';
import { compile } from '#engine/compile.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { adamw } from '#engine/optim/adamw.ts';
import { createGpt, type Gpt, initialWeights, type Model } from './gpt.ts';
import { crossEntropy } from './ops.ts';
import type { StoredRun } from './snapshot.ts';
import type { Pupil } from './train-family.ts';
import { momentsOf } from './training-step.ts';

const WARMUP = 10;

/** One layer, one head, a context of one name. */
export function almanacConfig(width: number) {
	return { layers: 1, width, heads: 1, time: 1, vocabulary: ALMANAC_VOCABULARY };
}

/** Narrow models take larger steps: 0.02 at a width of 32, in proportion to 1 / √width. Warm-up, then a cosine down to a twentieth. */
export function almanacRate(width: number, step: number, steps: number): number {
	const peak = 0.02 * Math.sqrt(32 / width);
	if (step < WARMUP) return (peak * (step + 1)) / WARMUP;
	const progress = (step - WARMUP + 1) / Math.max(1, steps - WARMUP);
	return peak * (0.05 + 0.95 * 0.5 * (1 + Math.cos(Math.PI * progress)));
}

export interface PupilPlan {
	readonly width: number;
	readonly steps: number;
	readonly seed: number;
	readonly stored?: StoredRun | null;
}

export function almanacPupil({ width, steps, seed, stored = null }: PupilPlan): Pupil & { readonly gpt: Gpt } {
	const config = almanacConfig(width);
	const gpt = createGpt(config, stored?.weights.tensors ?? initialWeights(config, seed), causalAttentionHeads);
	const optimizer = adamw(gpt.params, { learningRate: (step) => almanacRate(width, step, steps), weightDecay: 0 });
	if (stored !== null) {
		const { tensors } = stored.weights;
		tf.tidy(() => optimizer.load(stepsOf(stored), momentsOf(tensors, 0), momentsOf(tensors, 1)));
	}
	const compiled = compile<[tf.Tensor2D, tf.Tensor2D]>((names, answers) =>
		optimizer.minimize(() => crossEntropy(answerLogits(gpt.logits, names), answers)),
	);
	return {
		gpt,
		params: gpt.params,
		state: optimizer,
		compiled,
		async step(step) {
			const [names, answers] = tensorsOf(drawAlmanac('train', `${seed}/${width}/${steps}/${step}`, ALMANAC_BATCH));
			try {
				return await compiled(names, answers);
			} finally {
				tf.dispose([names, answers]);
			}
		},
		async measure() {
			return { loss: almanacLoss(await answerLogProbs(gpt.logits)), standardError: 0, tokens: ALMANAC_NAMES * ALMANAC_ANSWERS };
		},
		dispose() {
			compiled.dispose();
			optimizer.dispose();
			gpt.dispose();
		},
	};
}

/** Steps of its own that the kept model had made: the file counts those of the small models too. */
function stepsOf({ weights, step }: StoredRun): number {
	return step - Number(weights.metadata.get('before') ?? 0);
}

function tensorsOf({ names, answers }: AlmanacDraws): [tf.Tensor2D, tf.Tensor2D] {
	return [tf.tensor2d(names, [names.length, 1], 'int32'), tf.tensor2d(answers, [answers.length, 1], 'int32')];
}

/** names [count, 1] → [count, 1, answers]: the tokens that are answers are the first of the vocabulary. */
function answerLogits(model: Model, names: tf.Tensor2D): tf.Tensor3D {
	return tf.slice3d(model(names), [0, 0, 0], [-1, -1, ALMANAC_ANSWERS]);
}

/** Log-probability of every answer to every name, row by row. */
export async function answerLogProbs(model: Model): Promise<Float32Array> {
	const logProbs = tf.tidy(() => tf.logSoftmax(answerLogits(model, tf.reshape(tf.range(0, ALMANAC_NAMES, 1, 'int32'), [-1, 1])), -1));
	// logSoftmax gives float32.
	const data = (await logProbs.data()) as Float32Array;
	logProbs.dispose();
	return data;
}
