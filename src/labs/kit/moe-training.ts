/**
 * What the three mixture labs train with: one model, AdamW with warm-up and half a cosine, its step compiled; and a look at who was sent where.
 * The feed-forward part is the lab's. Refuses nothing itself: shapes are the model's business.
 */
import * as tf from '@tensorflow/tfjs';
import { type CompiledStep, compile } from '#engine/compile.ts';
import { topKRouting } from '#engine/ops/moe-router.ts';
import { adamw } from '#engine/optim/adamw.ts';
import type { TrainHost } from './host.ts';
import { loadMoments } from './load-moments.ts';
import { type Routing, shareOfChoices } from './moe.ts';
import { createMoeGpt, type Feed, type FeedWeights, initialMoeWeights, type MoeGpt, type MoeGptConfig, moeGptShapes } from './moe-gpt.ts';
import { crossEntropy } from './ops.ts';
import type { OptimizerState } from './recipe.ts';
import { decodeRun, encodeRun, type StoredRun } from './snapshot.ts';

type Step = CompiledStep<[tf.Tensor2D, tf.Tensor]>;

export interface MoeStudent {
	readonly gpt: MoeGpt;
	readonly state: OptimizerState;
	readonly compiled: Pick<Step, 'status' | 'kernels' | 'measureNext'>;
	/** Tokens int32 [batch, time], targets as `loss` wants them. */
	learn(tokens: tf.Tensor2D, targets: tf.Tensor): ReturnType<Step>;
	dispose(): void;
}

export interface StudentParts {
	readonly config: MoeGptConfig;
	/** The weights to begin with depend on it alone. */
	readonly seed: string;
	readonly feed: Feed;
	readonly steps: number;
	/** Highest learning rate. */
	readonly peak: number;
	/** Default: the mean surprise at what follows the last token. */
	readonly loss?: (gpt: MoeGpt, tokens: tf.Tensor2D, targets: tf.Tensor) => tf.Scalar;
	readonly stored?: StoredRun | null;
}

const WARMUP = 20;

export function createMoeStudent({ config, seed, feed, steps, peak, loss = answerLoss, stored = null }: StudentParts): MoeStudent {
	const gpt = createMoeGpt(config, stored?.weights.tensors ?? initialMoeWeights(config, seed), feed);
	const optimizer = adamw(gpt.params, {
		learningRate: (step) => rateOf(step, steps, peak),
		beta2: 0.99,
		weightDecay: 0.01,
	});
	if (stored !== null) loadMoments(optimizer, stored.step, stored.weights.tensors);
	const compiled = compile<[tf.Tensor2D, tf.Tensor]>((tokens, targets) => optimizer.minimize(() => loss(gpt, tokens, targets)));
	return {
		gpt,
		state: optimizer,
		compiled,
		learn: (tokens, targets) => compiled(tokens, targets),
		dispose() {
			compiled.dispose();
			optimizer.dispose();
			gpt.dispose();
		},
	};
}

/** Mean surprise, in nats, at the token [batch] that follows the last one. */
export function answerLoss(gpt: MoeGpt, tokens: tf.Tensor2D, targets: tf.Tensor): tf.Scalar {
	return tf.tidy(() => crossEntropy(gpt.answer(tokens), targets));
}

function rateOf(step: number, steps: number, peak: number): number {
	if (step < WARMUP) return (peak * (step + 1)) / WARMUP;
	return (peak / 2) * (1 + Math.cos((Math.PI * (step - WARMUP)) / Math.max(1, steps - WARMUP)));
}

/** The run that the host wants to go on from, or null. */
export function storedMoeRun(host: TrainHost, lab: string, config: MoeGptConfig): StoredRun | null {
	return host.resume === null ? null : decodeRun(host.resume, { lab, preset: host.preset, shapes: moeGptShapes(config) });
}

export function encodeMoeRun(
	{ gpt, state }: MoeStudent,
	host: TrainHost,
	run: { lab: string; seed: number },
	step: number,
): Promise<ArrayBuffer> {
	return encodeRun(gpt.params, state, { ...run, preset: host.preset }, step);
}

export interface SeenRouting {
	/** One row a token. */
	readonly experts: readonly number[][];
	readonly weights: readonly number[][];
	/** Share of the choices that each expert got. */
	readonly load: readonly number[];
}

export interface Probe {
	/** A feed calls it with each routing that it makes; it does nothing unless somebody looks. */
	readonly see: (routing: Routing) => void;
	/** True while somebody looks. */
	readonly isLooking: () => boolean;
	/** The routing of the first block, for what `run` computes. Its result is thrown away. */
	look(experts: number, run: () => tf.Tensor): Promise<SeenRouting>;
	/** Looks while `work` goes on, and keeps nothing: for a feed that seats everybody when somebody asks. */
	during<T>(work: () => Promise<T>): Promise<T>;
}

export function createProbe(): Probe {
	let seen: Routing[] | null = null;
	let isAsked = false;
	return {
		see(routing) {
			// Kept: the feed's own tidy ends before anybody reads.
			seen?.push({ experts: tf.keep(tf.clone(routing.experts)), weights: tf.keep(tf.clone(routing.weights)) });
		},
		isLooking: () => seen !== null || isAsked,
		async during(work) {
			isAsked = true;
			try {
				return await work();
			} finally {
				isAsked = false;
			}
		},
		async look(count, run) {
			seen = [];
			tf.tidy(() => void run());
			const [first, ...others] = seen;
			seen = null;
			tf.dispose(others);
			if (first === undefined) throw new Error('No block of the model routed its tokens.');
			const [experts, weights] = await Promise.all([first.experts.data(), first.weights.data()]);
			const k = first.experts.shape[1];
			tf.dispose(first);
			const rows = (from: ArrayLike<number>): number[][] =>
				Array.from({ length: from.length / k }, (_, token) => Array.from({ length: k }, (_, j) => from[token * k + j] ?? 0));
			return { experts: rows(experts), weights: rows(weights), load: shareOfChoices(experts, count) };
		},
	};
}

/** Shows a probe the experts that a router's weights choose, for a layer that routes where nobody sees it. */
export function watchRouting(probe: Probe, x: tf.Tensor2D, { router }: FeedWeights, k: number): void {
	if (router === undefined || !probe.isLooking()) return;
	tf.tidy(() => probe.see(topKRouting(tf.matMul<tf.Tensor2D>(x, router), k, { normalise: false })));
}

/** The figure in which each token takes the colour of its expert. */
export function showExperts(
	host: TrainHost,
	about: { readonly step: number; readonly id: string; readonly title: string; readonly isDemonstration?: boolean },
	texts: readonly string[],
	{ experts, weights, load }: SeenRouting,
): void {
	const tokens = texts.map((text, i) => ({ text, experts: experts[i] ?? [], weights: weights[i] ?? [] }));
	host.emit({ type: 'figure', figure: 'experts', ...about, experts: load.length, load: [...load], tokens });
}
