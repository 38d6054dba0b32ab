/** GELU in GPT-2's tanh form (Hendrycks and Gimpel 2016, "Gaussian error linear units"), fused on the GPU: one dispatch each way. */
import * as tf from '@tensorflow/tfjs';
import { gpuRunner, type KernelRunner } from '../gpu/kernel.ts';
import { requireFloats } from './check-tensor.ts';
import { elementwise, SIGMOID_WGSL } from './elementwise.ts';
import { withGradient } from './with-gradient.ts';

const CUBIC = 0.044715;
const SLOPE = Math.sqrt(2 / Math.PI);

/**
 * x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))) for each entry. On the GPU its gradient is not differentiable again.
 * @throws when x is not float32
 */
export function gelu(x: tf.Tensor): tf.Tensor {
	requireFloats('gelu', { x });
	const runner = gpuRunner();
	if (runner === null || x.size === 0) return geluReference(x);
	return withGradient([x], () => ({
		value: forward(runner, x),
		saved: [x],
		gradient: (dy, [kept]) => [backward(runner, kept, dy)],
	}));
}

/** The same in plain tfjs. */
export function geluReference(x: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		const inner = tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), CUBIC)), SLOPE);
		// (1 + tanh(u)) / 2 as sigmoid(2u), for which WASM has a fast kernel.
		return tf.mul(x, tf.sigmoid(tf.mul(inner, 2)));
	});
}

/** (1 + tanh(u)) / 2 is sigmoid(2u), which keeps its digits where tanh is near -1. */
const GATE = `${SIGMOID_WGSL}
fn gate(x: Value) -> Value { return sigmoid(${2 * SLOPE} * (x + ${CUBIC} * x * x * x)); }
`;

function forward(runner: KernelRunner, x: tf.Tensor): tf.Tensor {
	const body = 'y[i] = x[i] * gate(x[i]);';
	return elementwise(runner, x.shape, { name: 'gelu', functions: GATE, body, inputs: { x }, outputs: ['y'], flops: 9 }).y;
}

/** With s the gate: s + x · s (1 - s) · 2u'. */
function backward(runner: KernelRunner, x: tf.Tensor, dy: tf.Tensor): tf.Tensor {
	const body = `let v = x[i];
	let s = gate(v);
	dx[i] = dy[i] * (s + v * s * (1.0 - s) * ${2 * SLOPE} * (1.0 + ${3 * CUBIC} * v * v));`;
	return elementwise(runner, x.shape, {
		name: 'geluGradient',
		functions: GATE,
		body,
		inputs: { x, dy },
		outputs: ['dx'],
		flops: 18,
	}).dx;
}
