/**
 * Which experts each token goes to, and with which weights: softmax over experts, the k best, and two ways to keep experts equally busy.
 * The choice has no gradient; weights and probabilities have. Of equal scores the lower expert wins, on every backend.
 */
import * as tf from '@tensorflow/tfjs';
import { gpuRunner, type KernelRunner, runKernel, u32 } from '../gpu/kernel.ts';
import { itemGrid, perItem } from './moe-wgsl.ts';

export const MAX_EXPERTS = 64;
export const MAX_CHOICES = 8;

// An alias, not an interface: only an alias is a container of tensors to tf.tidy.
export type Routing = {
	/** [tokens, k], of the chosen experts, best score first. */
	readonly weights: tf.Tensor2D;
	/** int32 [tokens, k]. */
	readonly experts: tf.Tensor2D;
	/** [experts]: each expert's share of all tokens · k choices; sums to 1. Without gradient. */
	readonly load: tf.Tensor1D;
	/** [tokens, experts]: softmax of the logits. */
	readonly probabilities: tf.Tensor2D;
};

export interface RoutingOptions {
	/** [experts]: added to the probabilities for the choice alone, as DeepSeek-V3 does; it gets no gradient. */
	readonly bias?: tf.Tensor;
	/** Weights sum to 1 over the chosen experts; otherwise they are the probabilities. */
	readonly normalise: boolean;
}

/**
 * Chooses k experts for each token by logits [tokens, experts] (Shazeer et al. 2017). At most 64 experts and 8 choices.
 * @throws when a shape or k does not fit
 */
export function topKRouting(logits: tf.Tensor, k: number, options: RoutingOptions): Routing {
	checkRouting(logits, k, options);
	const runner = gpuRunner();
	return runner === null ? topKRoutingReference(logits, k, options) : fusedRouting(runner, logits, k, options);
}

/** The same in plain tfjs. */
export function topKRoutingReference(logits: tf.Tensor, k: number, { bias, normalise }: RoutingOptions): Routing {
	return tf.tidy(() => {
		const experts = logits.shape[1] ?? 1;
		const probabilities = tf.softmax(logits);
		const scores = bias === undefined ? logits : tf.add(probabilities, bias);
		const chosen = withoutGradient(scores, (s) => tf.topk(s, k, true).indices);
		const oneHot = chosenExperts(chosen, experts);
		const pick = (from: tf.Tensor): tf.Tensor => tf.sum(tf.mul(oneHot, tf.expandDims(from, 1)), -1);
		const routing = {
			weights: normalise ? tf.softmax(pick(logits)) : pick(probabilities),
			experts: chosen,
			load: tf.mean(oneHot, [0, 1]),
			probabilities,
		};
		// Ranks follow from those of the logits; tfjs's types do not carry them.
		return routing as Routing;
	});
}

/**
 * experts · Σ share of choices · mean probability, 1 when all are equal (Switch Transformer, Fedus et al. 2021); its gradient goes through the
 * probabilities [tokens, experts]. Add it to the loss times a small number; the paper takes 0.01.
 */
export function loadBalancingLoss(probabilities: tf.Tensor, experts: tf.Tensor): tf.Scalar {
	return tf.tidy(() => {
		const count = probabilities.shape[1] ?? 1;
		const share = tf.mean(chosenExperts(experts, count), [0, 1]);
		return tf.mul(tf.sum(tf.mul(share, tf.mean(probabilities, 0))), count);
	});
}

/**
 * One where expert e is choice j of a token, else 0: [tokens, k] → [tokens, k, experts]. Not tf.oneHot, which refuses a single expert; times 1
 * because a cast on `webgpu` only renames the type, and not all of its kernels see through that.
 */
export function chosenExperts(experts: tf.Tensor, count: number): tf.Tensor {
	return withoutGradient(experts, (e) => tf.mul(tf.equal(tf.expandDims(e, -1), tf.range(0, count, 1, 'int32')), 1));
}

/** Shares that differ by less than one choice in a million are equal; division on a GPU may be off by a few units in the last place. */
const EQUAL_WITHIN = 2 ** -20;

/**
 * Balancing without a loss (DeepSeek-V3, 2024): the bias of each expert rises by `rate` when its load [experts] is below the mean and falls by
 * it when above. Call it once a step, after the forward pass; the paper takes 0.001.
 * @throws when bias and load differ in shape
 */
export function updateRoutingBias(bias: tf.Variable, load: tf.Tensor, rate: number | tf.Scalar): void {
	if (bias.shape.join() !== load.shape.join())
		throw new Error(
			`A bias of shape [${bias.shape}] cannot follow a load of shape [${load.shape}]. Make it tf.variable(tf.zeros([experts])).`,
		);
	tf.tidy(() => {
		const missing = tf.sub(1 / EQUAL_WITHIN, tf.mul(load, load.size / EQUAL_WITHIN));
		bias.assign(tf.add(bias, tf.mul(tf.sign(tf.round(missing)), rate)));
	});
}

function checkRouting(logits: tf.Tensor, k: number, { bias }: RoutingOptions): void {
	const [tokens = 0, experts = 0] = logits.shape;
	if (logits.rank !== 2 || tokens === 0 || experts === 0 || logits.dtype !== 'float32')
		throw new Error(`Routing needs float32 logits [tokens, experts]; it got ${logits.dtype} [${logits.shape}]. Reshape them to two axes.`);
	if (experts > MAX_EXPERTS) throw new Error(`Routing serves up to ${MAX_EXPERTS} experts; the logits have ${experts}.`);
	if (!Number.isInteger(k) || k < 1 || k > Math.min(MAX_CHOICES, experts))
		throw new Error(`k is ${k}: choose a whole number from 1 to ${Math.min(MAX_CHOICES, experts)} of the ${experts} experts.`);
	if (bias !== undefined && bias.shape.join() !== `${experts}`)
		throw new Error(`The routing bias has the shape [${bias.shape}]; ${experts} experts need [${experts}].`);
}

/** The value of f; nothing flows back through it. */
function withoutGradient(input: tf.Tensor, f: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
	return tf.customGrad((x) => ({
		// customGrad passes on what it was given, a tensor; its type says array too.
		value: f(x as tf.Tensor),
		gradFunc: () => tf.zeros(input.shape),
	}))(input);
}

function fusedRouting(runner: KernelRunner, logits: tf.Tensor, k: number, { bias, normalise }: RoutingOptions): Routing {
	const [tokens = 1, experts = 1] = logits.shape;
	const constants = { EXPERTS: experts, K: k, NORMALISE: `${normalise}` };
	const routed = runKernel(runner, {
		name: bias === undefined ? 'topKRouting' : 'topKRoutingBiased',
		source: routingSource(bias === undefined ? 'logits[row + e]' : 'probabilities[row + e] + bias[e]'),
		constants,
		inputs: bias === undefined ? { logits } : { logits, bias },
		outputs: {
			probabilities: { shape: [tokens, experts] },
			weights: { shape: [tokens, k] },
			experts: { shape: [tokens, k], dtype: 'int32' },
		},
		uniforms: { items: u32(tokens) },
		grid: itemGrid(tokens),
	});
	const { load } = runKernel(runner, {
		name: 'routingLoad',
		source: LOAD_WGSL,
		constants: { EXPERTS: experts },
		inputs: { experts: routed.experts },
		outputs: { load: { shape: [experts] } },
		uniforms: { pairs: u32(tokens * k) },
		grid: [1, 1, 1],
	});
	const saved = [routed.weights, routed.experts, routed.probabilities] as const;
	const withGradient = (value: tf.Tensor, gradient: (dy: tf.Tensor, saved: Saved) => tf.Tensor): tf.Tensor =>
		tf.customGrad((_, save) => {
			// The last argument is the saver; tfjs types all of them alike.
			(save as tf.GradSaveFunc)([...saved]);
			// What comes back is what was saved, in order.
			return { value, gradFunc: (dy, back) => gradient(dy, back as unknown as Saved) };
		})(logits);
	const routing = {
		weights: withGradient(routed.weights, (dy, [weights, chosen, probabilities]) =>
			weightsGradient(runner, constants, { dy, weights, experts: chosen, probabilities }),
		),
		experts: routed.experts,
		load,
		probabilities: withGradient(routed.probabilities, (dy, [, , probabilities]) =>
			probabilitiesGradient(runner, experts, { dy, probabilities }),
		),
	};
	// Ranks are those of the output shapes above.
	return routing as Routing;
}

/** Weights, experts, probabilities. */
type Saved = readonly [tf.Tensor, tf.Tensor, tf.Tensor];

type RoutingConstants = Readonly<Record<'EXPERTS' | 'K', number>> & { readonly NORMALISE: string };

function weightsGradient(
	runner: KernelRunner,
	constants: RoutingConstants,
	inputs: Readonly<Record<'dy' | 'weights' | 'experts' | 'probabilities', tf.Tensor>>,
): tf.Tensor {
	const { shape, size } = inputs.probabilities;
	return runKernel(runner, {
		name: 'topKWeightsGradient',
		source: WEIGHTS_GRADIENT_WGSL,
		constants,
		inputs,
		outputs: { dlogits: { shape } },
		uniforms: { items: u32(size) },
		grid: itemGrid(size),
	}).dlogits;
}

function probabilitiesGradient(
	runner: KernelRunner,
	experts: number,
	inputs: Readonly<Record<'dy' | 'probabilities', tf.Tensor>>,
): tf.Tensor {
	const { shape } = inputs.probabilities;
	const [tokens = 1] = shape;
	return runKernel(runner, {
		name: 'routingProbabilitiesGradient',
		source: PROBABILITIES_GRADIENT_WGSL,
		constants: { EXPERTS: experts },
		inputs,
		outputs: { dlogits: { shape } },
		uniforms: { items: u32(tokens) },
		grid: itemGrid(tokens),
	}).dlogits;
}

/** One invocation a token. `score` is an expression in `row` and `e`. */
function routingSource(score: string): string {
	return perItem(`
	let row = i * EXPERTS;
	var peak = logits[row];
	for (var e = 1u; e < EXPERTS; e++) { peak = max(peak, logits[row + e]); }
	var sum = 0.0;
	for (var e = 0u; e < EXPERTS; e++) { sum += exp(logits[row + e] - peak); }
	for (var e = 0u; e < EXPERTS; e++) { probabilities[row + e] = exp(logits[row + e] - peak) / sum; }
	var taken = vec2u(0u);
	for (var j = 0u; j < K; j++) {
		var best = EXPERTS;
		var best_score = 0.0;
		for (var e = 0u; e < EXPERTS; e++) {
			if ((taken[e / 32u] & (1u << (e % 32u))) != 0u) { continue; }
			let score = ${score};
			if (best == EXPERTS || score > best_score) { best = e; best_score = score; }
		}
		taken[best / 32u] |= 1u << (best % 32u);
		experts[i * K + j] = i32(best);
	}
	// Of the chosen logits, not of the probabilities: these may all be too small for a number.
	var chosen_peak = logits[row + u32(experts[i * K])];
	for (var j = 1u; j < K; j++) { chosen_peak = max(chosen_peak, logits[row + u32(experts[i * K + j])]); }
	var chosen_sum = 0.0;
	for (var j = 0u; j < K; j++) { chosen_sum += exp(logits[row + u32(experts[i * K + j])] - chosen_peak); }
	for (var j = 0u; j < K; j++) {
		let e = row + u32(experts[i * K + j]);
		weights[i * K + j] = select(probabilities[e], exp(logits[e] - chosen_peak) / chosen_sum, NORMALISE);
	}`);
}

/** One workgroup; whole numbers are added, in any order. */
const LOAD_WGSL = `
var<workgroup> counts: array<atomic<u32>, EXPERTS>;
@compute @workgroup_size(256) fn main(@builtin(local_invocation_index) lane: u32) {
	for (var pair = lane; pair < params.pairs; pair += 256u) { atomicAdd(&counts[u32(experts[pair])], 1u); }
	workgroupBarrier();
	if (lane < EXPERTS) { load[lane] = f32(atomicLoad(&counts[lane])) / f32(params.pairs); }
}`;

/** One invocation a logit. With w the weights: dl = w (dy - Σ w dy) where chosen; others have a share only in plain probabilities. */
const WEIGHTS_GRADIENT_WGSL = perItem(`
	let token = i / EXPERTS;
	let expert = i32(i % EXPERTS);
	var mean = 0.0;
	var own = 0.0;
	var share = select(probabilities[i], 0.0, NORMALISE);
	for (var j = token * K; j < token * K + K; j++) {
		mean += weights[j] * dy[j];
		if (experts[j] == expert) { own = dy[j]; share = weights[j]; }
	}
	dlogits[i] = share * (own - mean);`);

const PROBABILITIES_GRADIENT_WGSL = perItem(`
	let row = i * EXPERTS;
	var mean = 0.0;
	for (var e = row; e < row + EXPERTS; e++) { mean += probabilities[e] * dy[e]; }
	for (var e = row; e < row + EXPERTS; e++) { dlogits[e] = probabilities[e] * (dy[e] - mean); }`);
