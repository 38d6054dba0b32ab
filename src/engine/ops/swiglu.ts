/** The gate of a SwiGLU block (Shazeer 2020, "GLU variants improve transformer"), fused on the GPU: one dispatch each way. */
import * as tf from '@tensorflow/tfjs';
import { gpuRunner, type KernelRunner } from '../gpu/kernel.ts';
import { requireFloats, requireShape } from './check-tensor.ts';
import { elementwise, SIGMOID_WGSL } from './elementwise.ts';
import { withGradient } from './with-gradient.ts';

/**
 * silu(gate) · up for each entry, with silu(x) = x · sigmoid(x). Both tensors have one shape. On the GPU its gradient is not
 * differentiable again.
 * @throws when the shapes differ or a tensor is not float32
 */
export function swiglu(gate: tf.Tensor, up: tf.Tensor): tf.Tensor {
	requireShape('swiglu', 'up', up, gate.shape, 'the shape of gate');
	requireFloats('swiglu', { gate, up });
	const runner = gpuRunner();
	if (runner === null || gate.size === 0) return swigluReference(gate, up);
	return withGradient([gate, up], () => ({
		value: forward(runner, gate, up),
		saved: [gate, up],
		gradient: (dy, [keptGate, keptUp]) => backward(runner, keptGate, keptUp, dy),
	}));
}

/** The same in plain tfjs. */
export function swigluReference(gate: tf.Tensor, up: tf.Tensor): tf.Tensor {
	return tf.tidy(() => tf.mul(tf.mul(gate, tf.sigmoid(gate)), up));
}

function forward(runner: KernelRunner, gate: tf.Tensor, up: tf.Tensor): tf.Tensor {
	return elementwise(runner, gate.shape, {
		name: 'swiglu',
		functions: SIGMOID_WGSL,
		body: 'y[i] = gate[i] * sigmoid(gate[i]) * up[i];',
		inputs: { gate, up },
		outputs: ['y'],
		flops: 6,
	}).y;
}

/** With s = sigmoid(gate): silu' = s (1 + gate (1 - s)). */
function backward(runner: KernelRunner, gate: tf.Tensor, up: tf.Tensor, dy: tf.Tensor): tf.Tensor[] {
	const { dgate, dup } = elementwise(runner, gate.shape, {
		name: 'swigluGradient',
		functions: SIGMOID_WGSL,
		body: `let s = sigmoid(gate[i]);
	dgate[i] = dy[i] * up[i] * s * (1.0 + gate[i] * (1.0 - s));
	dup[i] = dy[i] * gate[i] * s;`,
		inputs: { gate, up, dy },
		outputs: ['dgate', 'dup'],
		flops: 12,
	});
	return [dgate, dup];
}
