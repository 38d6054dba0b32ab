/** The sentences that ops say about tensors they cannot take. Looks at shapes and dtypes, never at values. */
import type * as tf from '@tensorflow/tfjs';

/** @throws when the shape is another; `meaning` ends the sentence "…, but needs [2,3]: " */
export function requireShape(op: string, name: string, tensor: tf.Tensor, shape: readonly number[], meaning: string): void {
	if (tensor.shape.length === shape.length && tensor.shape.every((size, i) => size === shape[i])) return;
	throw new Error(`${op}: ${name} has the shape [${tensor.shape.join()}], but needs [${shape.join()}]: ${meaning}.`);
}

/** @throws when the tensor does not hold float32 */
export function requireFloats(op: string, tensors: Readonly<Record<string, tf.Tensor>>): void {
	for (const [name, { dtype }] of Object.entries(tensors))
		if (dtype !== 'float32')
			throw new Error(`${op}: ${name} holds ${dtype}, but needs float32: convert it with tf.cast(${name}, 'float32').`);
}

/**
 * Size of the last axis.
 * @throws for a scalar
 */
export function lastAxis(op: string, name: string, { shape }: tf.Tensor): number {
	const width = shape.at(-1);
	if (width === undefined) throw new Error(`${op}: ${name} is a scalar, but needs at least one axis: reshape it, for example to [1].`);
	return width;
}
