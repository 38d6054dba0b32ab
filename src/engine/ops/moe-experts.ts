/**
 * Mixture of experts: each token goes through the MLPs of its k chosen experts alone. Tokens are sorted by expert on the GPU, so that
 * each expert multiplies its own rows; no count comes back and every run adds in the same order. An expert without tokens costs nothing
 * and has zero gradients. The reference sends every token through every expert.
 */
import * as tf from '@tensorflow/tfjs';
import { gpuRunner, type KernelRunner } from '../gpu/kernel.ts';
import { type ExpertSizes, expertsBackward, expertsForward } from './moe-kernels.ts';
import { chosenExperts, MAX_CHOICES, MAX_EXPERTS, type Routing } from './moe-router.ts';

export interface ExpertWeights {
	/** [experts, d, hidden]. */
	readonly up: tf.Tensor;
	/** [experts, hidden, d]. */
	readonly down: tf.Tensor;
	/** [experts, d, hidden]. With it an expert is SwiGLU (Shazeer 2020), (silu(x·gate) ∗ x·up)·down; without, GELU in the tanh form, gelu(x·up)·down. */
	readonly gate?: tf.Tensor;
}

/**
 * Σ weight · expert(x) over the k experts of each token: x [tokens, d] → [tokens, d]. Experts [tokens, k] are whole numbers below `experts`.
 * Differentiable in x, the routing weights and all expert weights. MegaBlocks (Gale et al. 2022) groups in the same way.
 * @throws when shapes do not fit each other
 */
export function groupedExperts(x: tf.Tensor, routing: Pick<Routing, 'weights' | 'experts'>, weights: ExpertWeights): tf.Tensor2D {
	checkShapes(x, routing, weights);
	const runner = gpuRunner();
	return runner === null ? groupedExpertsReference(x, routing, weights) : fusedExperts(runner, x, routing, weights);
}

/** The same in plain tfjs. */
export function groupedExpertsReference(
	x: tf.Tensor,
	{ weights, experts }: Pick<Routing, 'weights' | 'experts'>,
	{ up, down, gate }: ExpertWeights,
): tf.Tensor2D {
	return tf.tidy(() => {
		const [count = 1] = up.shape;
		const share = tf.sum(tf.mul(chosenExperts(experts, count), tf.expandDims(weights, -1)), 1); // [tokens, experts]
		const outputs = Array.from({ length: count }, (_, e) => {
			const inner = tf.matMul(x, part(up, e));
			const hidden = gate === undefined ? gelu(inner) : tf.mul(inner, silu(tf.matMul(x, part(gate, e))));
			return tf.mul(tf.matMul(hidden, part(down, e)), tf.slice(share, [0, e], [-1, 1]));
		});
		// Rank 2, as x is.
		return outputs.reduce((sum, output) => tf.add(sum, output)) as tf.Tensor2D;
	});
}

/** Entry e along the first axis. Not tf.unstack, whose gradient fails for a single entry. */
function part(weights: tf.Tensor, e: number): tf.Tensor {
	return tf.squeeze(tf.slice(weights, [e, 0, 0], [1, -1, -1]), [0]);
}

function silu(x: tf.Tensor): tf.Tensor {
	return tf.mul(x, tf.sigmoid(x));
}

function gelu(x: tf.Tensor): tf.Tensor {
	const inner = tf.mul(tf.add(x, tf.mul(tf.pow(x, 3), 0.044715)), Math.sqrt(2 / Math.PI));
	return tf.mul(tf.mul(x, 0.5), tf.add(1, tf.tanh(inner)));
}

function checkShapes(x: tf.Tensor, routing: Pick<Routing, 'weights' | 'experts'>, { up, down, gate }: ExpertWeights): void {
	const [tokens = 0, d = 0] = x.shape;
	const [experts = 0, , hidden = 0] = up.shape;
	const [, k = 0] = routing.experts.shape;
	const expect = (name: string, tensor: tf.Tensor, dtype: string, shape: readonly number[]): void => {
		if (tensor.shape.join() !== shape.join() || tensor.dtype !== dtype)
			throw new Error(
				`The experts' ${name} is ${tensor.dtype} [${tensor.shape}]; with x [${x.shape}] and up [${up.shape}] it must be ${dtype} [${shape}].`,
			);
	};
	if (x.rank !== 2 || x.size === 0) throw new Error(`Experts need x [tokens, d]; it has the shape [${x.shape}]. Reshape it to two axes.`);
	if (up.rank !== 3 || hidden === 0) throw new Error(`Experts need up [experts, d, hidden]; it has the shape [${up.shape}].`);
	if (experts > MAX_EXPERTS || k < 1 || k > MAX_CHOICES)
		throw new Error(`${k} of ${experts} experts: at most ${MAX_CHOICES} of at most ${MAX_EXPERTS} can be served.`);
	expect('x', x, 'float32', [tokens, d]);
	expect('up', up, 'float32', [experts, d, hidden]);
	expect('down', down, 'float32', [experts, hidden, d]);
	if (gate !== undefined) expect('gate', gate, 'float32', [experts, d, hidden]);
	expect('routing.weights', routing.weights, 'float32', [tokens, k]);
	expect('routing.experts', routing.experts, 'int32', [tokens, k]);
}

function fusedExperts(
	runner: KernelRunner,
	x: tf.Tensor,
	{ weights, experts }: Pick<Routing, 'weights' | 'experts'>,
	{ up, down, gate }: ExpertWeights,
): tf.Tensor2D {
	const [tokens = 1, d = 1] = x.shape;
	const [count = 1, , hidden = 1] = up.shape;
	const sizes: ExpertSizes = { tokens, experts: count, k: experts.shape[1] ?? 1, d, hidden, isGated: gate !== undefined };
	const inputs = [x, weights, up, down, ...(gate === undefined ? [] : [gate])];
	const op = tf.customGrad((...args) => {
		const { output, pre, y, routes } = expertsForward(runner, sizes, { x, weights, up, down, ...(gate && { gate }) }, experts);
		// The last argument is the saver; tfjs types all of them alike.
		(args.at(-1) as unknown as tf.GradSaveFunc)([pre, y, routes, ...inputs]);
		return { value: output, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => backward(runner, sizes, dy, saved) };
	});
	// Rank 2, as x is.
	return op(...inputs) as tf.Tensor2D;
}

function backward(runner: KernelRunner, sizes: ExpertSizes, dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
	// What comes back is what was saved, in order; the gate may be missing.
	const [pre, y, routes, x, weights, up, down, gate] = saved as unknown as readonly [...Seven, tf.Tensor | undefined];
	return expertsBackward(runner, sizes, { x, weights, up, down, ...(gate && { gate }) }, { pre, y, routes }, dy);
}

type Seven = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
