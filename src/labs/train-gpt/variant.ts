/** Near transfer, for the independent re-check: one step of another optimiser. Other name, plain tensors in and out, one mean instead of two. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'sign',
	lab: 'train-gpt',
	title: 'A step that only asks for the sign',
	minutes: 15,
	exports: ['signStep'],
	task: `Write \`signStep(memory, weight, gradient, rate)\`, one step of an optimiser that moves every number by the same distance.

1. If the gradient is longer than 1 (the root of the sum of its squares), shorten it to length 1. This tensor counts alone.
2. The direction is the sign of \`0.9 · memory + 0.1 · gradient\`.
3. The weight moves against the direction by \`rate\`. Tensors of two or more dimensions also decay: by \`rate · 0.05 · weight\`, outside the sign.
4. The new memory is \`0.99 · memory + 0.01 · gradient\`, with the shortened gradient.

Return \`[newWeight, newMemory]\`. Change none of the inputs. Shapes are anything from \`[n]\` to \`[a, b, c]\`.`,
	starter: `import * as tf from '@tensorflow/tfjs';

/** Returns [newWeight, newMemory]. Mind the order of the arguments. */
export function signStep(memory: tf.Tensor, weight: tf.Tensor, gradient: tf.Tensor, rate: number): [tf.Tensor, tf.Tensor] {
	return [weight.clone(), memory.clone()];
}
`,
});
