/** RMS normalisation (Zhang and Sennrich 2019, "Root mean square layer normalization"), fused on the GPU: one dispatch forward, two backward. */
import * as tf from '@tensorflow/tfjs';
import { gpuRunner } from '../gpu/kernel.ts';
import { lastAxis, requireFloats, requireShape } from './check-tensor.ts';
import { normalizeRows } from './normalize-rows.ts';

/**
 * Divides the last axis by its root mean square, then multiplies by scale. x [..., width], scale [width]; gives x's shape. On the GPU its
 * gradient is not differentiable again.
 * @throws when scale has not one number for each entry of the last axis, or a tensor is not float32
 */
export function rmsNorm(x: tf.Tensor, scale: tf.Tensor, epsilon = 1e-6): tf.Tensor {
	const width = lastAxis('rmsNorm', 'x', x);
	requireShape('rmsNorm', 'scale', scale, [width], `one number for each of the ${width} entries of x's last axis`);
	requireFloats('rmsNorm', { x, scale });
	const runner = gpuRunner();
	if (runner === null || x.size === 0) return rmsNormReference(x, scale, epsilon);
	return normalizeRows(runner, x, scale, { shift: null, epsilon });
}

/** The same in plain tfjs. */
export function rmsNormReference(x: tf.Tensor, scale: tf.Tensor, epsilon = 1e-6): tf.Tensor {
	return tf.tidy(() => {
		const meanSquare = tf.mean(tf.square(x), -1, true);
		return tf.mul(tf.mul(x, tf.rsqrt(tf.add(meanSquare, epsilon))), scale);
	});
}
