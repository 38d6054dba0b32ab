/** Layer normalisation (Ba, Kiros and Hinton 2016, "Layer normalization"), fused on the GPU: one dispatch forward, two backward. */
import * as tf from '@tensorflow/tfjs';
import { gpuRunner } from '../gpu/kernel.ts';
import { lastAxis, requireFloats, requireShape } from './check-tensor.ts';
import { normalizeRows } from './normalize-rows.ts';

/**
 * Normalises the last axis to mean 0 and variance 1, then multiplies by scale and adds shift. x [..., width], scale and shift [width];
 * gives x's shape. On the GPU its gradient is not differentiable again.
 * @throws when scale or shift has not one number for each entry of the last axis, or a tensor is not float32
 */
export function layerNorm(x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor, epsilon = 1e-5): tf.Tensor {
	const width = lastAxis('layerNorm', 'x', x);
	const meaning = `one number for each of the ${width} entries of x's last axis`;
	requireShape('layerNorm', 'scale', scale, [width], meaning);
	requireShape('layerNorm', 'shift', shift, [width], meaning);
	requireFloats('layerNorm', { x, scale, shift });
	const runner = gpuRunner();
	if (runner === null || x.size === 0) return layerNormReference(x, scale, shift, epsilon);
	return normalizeRows(runner, x, scale, { shift, epsilon });
}

/** The same in plain tfjs. */
export function layerNormReference(x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor, epsilon = 1e-5): tf.Tensor {
	return tf.tidy(() => {
		const centred = tf.sub(x, tf.mean(x, -1, true));
		const variance = tf.mean(tf.square(centred), -1, true);
		return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon))), scale), shift);
	});
}
