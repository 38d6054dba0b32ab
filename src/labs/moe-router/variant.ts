/** Near transfer, for the independent re-check: the same seats, with another rule of who comes first and a sum of squares instead of experts. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'parcels',
	lab: 'moe-router',
	title: 'Parcels and vans',
	minutes: 20,
	exports: ['load'],
	task: `Write \`load(parcels, scores, capacity)\`, which puts parcels into vans.

\`parcels\` is \`[n, d]\`, \`scores\` is \`[n, vans]\`. Each parcel goes to the **one** van with its highest score; each van has \`capacity\` places. **The last parcel of the list chooses first**: of the parcels that want a van, the one with the highest number gets place 0. A parcel that finds no place stays behind.

Return \`[vans, capacity, d]\`: in van v, place p, the numbers of the parcel that lies there, times the logistic function (\`sigmoid\`) of its score for that van. Empty places are zeros. A gradient must reach \`parcels\` and \`scores\`.

\`topIndices(scores, k)\` and \`oneHot(indices, count)\` from \`gradus\` are there as in the lab; neither has a gradient.`,
	starter: `import * as tf from '@tensorflow/tfjs';
import { oneHot, topIndices } from 'gradus';

/** parcels [n, d], scores [n, vans] → [vans, capacity, d]. */
export function load(parcels: tf.Tensor2D, scores: tf.Tensor2D, capacity: number): tf.Tensor {
	const van = topIndices(scores, 1); // [n, 1]
	return tf.zeros([scores.shape[1], capacity, parcels.shape[1]]);
}
`,
});
