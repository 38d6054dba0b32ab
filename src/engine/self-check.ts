/**
 * Is this backend right? A small forward and backward pass through the ops of a GPT and its optimiser, compared with the CPU backend.
 * A backend that differs is not used, whatever it costs: a wrong gradient would be blamed on the learner.
 */
import * as tf from '@tensorflow/tfjs';
import { softmaxCrossEntropy } from './ops/cross-entropy.ts';
import { embedding } from './ops/embedding.ts';
import { layerNorm } from './ops/layer-norm.ts';
import { linear } from './ops/linear.ts';

const TOLERANCE = 1e-4;

/** Fixed, uneven numbers; no seeds, so that every backend sees the same. */
function ramp(shape: number[], step: number): tf.Tensor {
	const size = shape.reduce((product, n) => product * n, 1);
	return tf.tensor(
		Float32Array.from({ length: size }, (_, i) => Math.sin(step * (i + 1))),
		shape,
	);
}

/** As many addends as a model has tensors: more than a shader may bind at once. */
function longSum(): tf.Tensor {
	return tf.addN(Array.from({ length: 25 }, (_, i) => tf.sum(ramp([3], i + 1))));
}

/** Loss of a one-layer toy in plain tfjs: gather, matMul, softmax, normalisation, cross-entropy. */
function toyLoss(table: tf.Tensor, weight: tf.Tensor): tf.Scalar {
	const embedded = tf.gather(table, tf.tensor1d([1, 3, 1, 0], 'int32'));
	const centred = tf.sub(embedded, tf.mean(embedded, -1, true));
	const normal = tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5)));
	const mixed = tf.matMul(tf.softmax(tf.matMul(normal, embedded, false, true)), tf.matMul(normal, weight));
	const target = tf.oneHot(tf.tensor1d([0, 2, 1, 2], 'int32'), 3);
	// A mean over all axes has rank 0; its declared type does not say so.
	return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(mixed), target), -1))) as tf.Scalar;
}

/** The same kind of toy on the engine's own kernels, which are other code. */
function fusedLoss(table: tf.Tensor, weight: tf.Tensor): tf.Scalar {
	const embedded = embedding(table, tf.tensor2d([[1, 3, 1, 0]], [1, 4], 'int32'));
	const normal = layerNorm(embedded, ramp([4], 0.9), ramp([4], 0.2));
	const logits = linear(normal, weight, ramp([3], 0.4), { activation: 'gelu' });
	return softmaxCrossEntropy(logits, tf.tensor2d([[0, 2, 1, 2]], [1, 4], 'int32'));
}

/** Each is waited for before the next begins, so that a slow adapter is heard from often: most of what it does here is to compile shaders. */
const STEPS: readonly (() => readonly tf.Tensor[])[] = [
	...[toyLoss, fusedLoss].flatMap((loss) => [() => [loss(...inputs())], () => tf.grads(loss)(inputs())]),
	() => [longSum()],
];

function inputs(): [tf.Tensor, tf.Tensor] {
	return [ramp([5, 4], 1.1), ramp([4, 3], 0.7)];
}

async function numbersOn(backend: string, onStep?: () => void): Promise<number[]> {
	await tf.setBackend(backend);
	const numbers: number[] = [];
	for (const step of STEPS) {
		const tensors = tf.tidy(() => [...step()]);
		try {
			const values = await Promise.all(tensors.map((tensor) => tensor.data()));
			numbers.push(...values.flatMap((each) => Array.from(each as ArrayLike<number>)));
		} finally {
			tf.dispose(tensors);
		}
		onStep?.();
	}
	return numbers;
}

/** Largest absolute difference from the CPU backend; the named backend is the current one afterwards. Infinity for NaN. `onStep`: it gave one more answer. */
export async function differenceFromCpu(backend: string, onStep?: () => void): Promise<number> {
	const expected = await numbersOn('cpu');
	const got = await numbersOn(backend, onStep);
	const differences = expected.map((n, i) => Math.abs(n - (got[i] ?? Number.NaN)));
	const largest = Math.max(...differences);
	return Number.isNaN(largest) ? Number.POSITIVE_INFINITY : largest;
}

export async function agreesWithCpu(backend: string, onStep?: () => void): Promise<boolean> {
	return (await differenceFromCpu(backend, onStep)) <= TOLERANCE;
}
