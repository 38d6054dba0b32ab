/**
 * The runs that the detectors are held to: references, of which nothing may be said, and mistakes made for real, each with what must be seen.
 * scripts/record-runs.ts trains them and keeps their streams in tests/findings/recorded.
 */
import * as tf from '@tensorflow/tfjs';
import type { FindingKind } from '#contract/finding.ts';

export type Learner = Readonly<Record<string, unknown>>;

export interface RunOrder {
	readonly lab: string;
	readonly preset: string;
	/** What is done to the reference; absent: nothing. */
	readonly mistake?: (reference: Learner) => Learner;
	/** Settings of the preset that this run changes. */
	readonly config?: Readonly<Record<string, number>>;
	/** What must be seen, first things first. Empty for a run in which all is well. */
	readonly finds: readonly FindingKind[];
	/** What may be seen besides: other faces of the same fault. */
	readonly mayFind?: readonly FindingKind[];
}

type Rate = (step: number, total: number) => number;
// The reference exports these; a wrong name would end the recording with an error.
const rateOf = (reference: Learner): Rate => reference['learningRate'] as Rate;
const times =
	(factor: number) =>
	(reference: Learner): Learner => ({
		...reference,
		learningRate: (step: number, total: number) => factor * rateOf(reference)(step, total),
	});

type AdamwStep = (params: ReadonlyMap<string, tf.Variable>, grads: ReadonlyMap<string, tf.Tensor>, state: unknown, lr: number) => void;

/** The update leaves out whatever has this in its name. */
const freezes =
	(part: string) =>
	(reference: Learner): Learner => ({
		...reference,
		adamwStep: (params: ReadonlyMap<string, tf.Variable>, grads: ReadonlyMap<string, tf.Tensor>, state: unknown, lr: number) =>
			(reference['adamwStep'] as AdamwStep)(new Map([...params].filter(([name]) => !name.includes(part))), grads, state, lr),
	});

/** Plain gradient descent without clipping. */
const descends =
	(rate: number) =>
	(reference: Learner): Learner => ({
		...reference,
		adamwStep: (params: ReadonlyMap<string, tf.Variable>, grads: ReadonlyMap<string, tf.Tensor>) =>
			tf.tidy(() => {
				for (const [name, param] of params) {
					const grad = grads.get(name);
					if (grad !== undefined) param.assign(tf.sub(param, tf.mul(grad, rate)));
				}
			}),
	});

type Loss = (model: unknown, tokens: unknown, targets: unknown) => tf.Scalar;
const scalesLoss =
	(factor: number) =>
	(reference: Learner): Learner => ({
		...reference,
		loss: (model: unknown, tokens: unknown, targets: unknown) => tf.mul((reference['loss'] as Loss)(model, tokens, targets), factor),
	});

/** Attention that sees what comes after. */
const noMask = (): Learner => ({
	causalAttention: (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) =>
		tf.tidy(() => tf.matMul(tf.softmax(tf.div(tf.matMul(q, k, false, true), Math.sqrt(q.shape.at(-1) ?? 1))), v)),
});

const noBalance = (reference: Learner): Learner => ({
	...reference,
	balanceLoss: (probabilities: tf.Tensor) => tf.mul(tf.sum(probabilities), 0),
});

const noLeash = (reference: Learner): Learner => ({ ...reference, plan: () => ({ beta: 0, stopAtKl: 1e9 }) });

type GrpoLoss = (logProbs: tf.Tensor, batch: unknown, settings: { clip: number; beta: number }) => tf.Scalar;
const noKl = (reference: Learner): Learner => ({
	...reference,
	grpoLoss: (logProbs: tf.Tensor, batch: unknown, settings: { clip: number; beta: number }) =>
		(reference['grpoLoss'] as GrpoLoss)(logProbs, batch, { ...settings, beta: 0 }),
});

export const RUNS: Readonly<Record<string, RunOrder>> = {
	'train-gpt-tiny': { lab: 'train-gpt', preset: 'tiny', finds: [] },
	'train-gpt-small': { lab: 'train-gpt', preset: 'small', finds: [] },
	'attention-tiny': { lab: 'causal-attention', preset: 'tiny', finds: [] },
	'bigram-bare': { lab: 'bigram', preset: 'bare', finds: [] },
	'router-tiny': { lab: 'moe-router', preset: 'tiny', finds: [] },
	'balance-hot': { lab: 'moe-balance', preset: 'hot', finds: [] },
	'sft-tiny': { lab: 'sft', preset: 'tiny', finds: [] },
	'scratchpad-tiny': { lab: 'scratchpad', preset: 'tiny', finds: [] },
	'grpo-tiny': { lab: 'grpo', preset: 'tiny', finds: [] },
	'grpo-small': { lab: 'grpo', preset: 'small', finds: [] },
	'over-optimisation-tiny': { lab: 'over-optimisation', preset: 'tiny', finds: [] },
	'reward-many': { lab: 'reward-model', preset: 'many', finds: [] },
	'rope-tiny': { lab: 'rope', preset: 'tiny', finds: [] },
	'verifier-tiny': { lab: 'rlvr-scaling', preset: 'tiny', finds: [] },

	// Clipping and Adam's ratio bear it: what still trains is left in peace.
	'rate-times-30': { lab: 'train-gpt', preset: 'tiny', mistake: times(30), finds: [] },
	'rate-times-100': { lab: 'train-gpt', preset: 'tiny', mistake: times(100), finds: ['rate-too-high'], mayFind: ['idle-parameter'] },
	'rate-by-200': { lab: 'train-gpt', preset: 'tiny', mistake: times(1 / 200), finds: ['rate-too-low'], mayFind: ['stuck-at-chance'] },
	'rate-times-1000': { lab: 'train-gpt', preset: 'tiny', mistake: times(1000), finds: ['rate-too-high'], mayFind: ['idle-parameter'] },
	'plain-descent': {
		lab: 'train-gpt',
		preset: 'tiny',
		mistake: descends(10),
		finds: ['exploding-gradient', 'not-finite'],
		mayFind: ['rate-too-high'],
	},
	'no-update': {
		lab: 'train-gpt',
		preset: 'tiny',
		mistake: times(0),
		finds: ['stuck-at-chance', 'idle-parameter'],
		mayFind: ['rate-too-low'],
	},
	'frozen-layer': { lab: 'train-gpt', preset: 'tiny', mistake: freezes('mlp'), finds: ['idle-parameter'] },
	'tiny-loss': {
		lab: 'train-gpt',
		preset: 'tiny',
		mistake: scalesLoss(1e-9),
		finds: ['vanishing-gradient'],
		mayFind: ['rate-too-low', 'stuck-at-chance'],
	},
	'no-mask': { lab: 'causal-attention', preset: 'long', mistake: noMask, finds: ['below-floor'] },
	'no-balance': { lab: 'moe-balance', preset: 'hot', mistake: noBalance, finds: ['dead-expert'] },
	'few-pairs': { lab: 'reward-model', preset: 'hundred', finds: ['overfitting'] },
	'no-leash': { lab: 'over-optimisation', preset: 'small', mistake: noLeash, finds: ['reward-hacking'], mayFind: ['kl-blow-up'] },
	'grpo-no-leash': {
		lab: 'grpo',
		preset: 'tiny',
		mistake: noKl,
		config: { beta: 0, rate: 3e-3 },
		finds: ['kl-blow-up'],
		mayFind: ['entropy-collapse', 'equal-groups', 'reward-hacking', 'exploding-gradient', 'rate-too-high', 'vanishing-gradient'],
	},
};
