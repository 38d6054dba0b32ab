/** Practice: a one-layer GPT on Storyland with the learner's head inside it; the recipe is the library's. Nothing of it is graded. */
import type * as tf from '@tensorflow/tfjs';
import { type Train, trainWithAttention } from 'gradus';

export const train: Train = (learner, host) => trainWithAttention({ lab: 'causal-attention', host, attention: attentionOf(learner) });

function attentionOf(learner: Readonly<Record<string, unknown>>) {
	const head = learner['causalAttention'];
	if (typeof head !== 'function') throw new TypeError('The file does not export a function named causalAttention.');
	return (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor => head(q, k, v);
}
