/** Practice: two small GPTs on the same text, one of which knows positions from the learner's rotation alone. Nothing of it is graded. */
import type * as tf from '@tensorflow/tfjs';
import { type Train, trainPositions } from 'gradus';

export const train: Train = (learner, host) =>
	trainPositions({ lab: 'rope', host, attention: attentionOf(learner, host.config['base'] ?? 10_000) });

function attentionOf(learner: Readonly<Record<string, unknown>>, base: number) {
	const attend = learner['ropeAttention'];
	if (typeof attend !== 'function') throw new TypeError('The file does not export a function named ropeAttention.');
	return (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor => attend(q, k, v, base);
}
