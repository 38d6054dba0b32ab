/** How a fused op gets its own gradient: tf.customGrad with the types that it lacks. The gradient is not differentiable again. */
import * as tf from '@tensorflow/tfjs';

export interface Differentiable<Saved extends readonly tf.Tensor[]> {
	readonly value: tf.Tensor;
	/** Kept until the gradient has been asked for, whoever disposes them before. */
	readonly saved: Saved;
	/** One tensor for each input, of its shape. */
	readonly gradient: (dy: tf.Tensor, saved: Saved) => readonly tf.Tensor[];
}

/** Runs `forward`. Its value depends differentiably on the inputs and on nothing else. */
export function withGradient<const Saved extends readonly tf.Tensor[]>(
	inputs: readonly tf.Tensor[],
	forward: () => Differentiable<Saved>,
): tf.Tensor {
	const run = tf.customGrad((...inputsAndSave) => {
		// customGrad passes the function behind the inputs but types it as one of them.
		const save = inputsAndSave.at(-1) as unknown as tf.GradSaveFunc;
		const { value, saved, gradient } = forward();
		save([...saved]);
		// What was saved comes back in its order.
		return { value, gradFunc: (dy: tf.Tensor, kept: tf.Tensor[]) => [...gradient(dy, kept as unknown as Saved)] };
	});
	return run(...inputs);
}
