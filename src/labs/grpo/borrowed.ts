/** Borrowed: GRPO for a learner who has not passed lab 6.2. It stands in for `my/grpo` until then. Written with a clip that depends on the sign. */
import * as tf from '@tensorflow/tfjs';
import type { GrpoBatch, GrpoSettings } from 'gradus';

export function groupAdvantage(rewards: tf.Tensor2D): tf.Tensor2D {
	return tf.tidy(() => {
		const { mean, variance } = tf.moments(rewards, 1, true);
		return tf.div<tf.Tensor2D>(tf.sub(rewards, mean), tf.add(tf.sqrt(variance), 1e-4));
	});
}

export function klToReference(policy: tf.Tensor2D, reference: tf.Tensor2D): tf.Tensor2D {
	return tf.tidy(() => tf.sub<tf.Tensor2D>(tf.sub(tf.exp(tf.sub(reference, policy)), 1), tf.sub(reference, policy)));
}

export function grpoLoss(policy: tf.Tensor2D, batch: GrpoBatch, { clip, beta }: GrpoSettings): tf.Scalar {
	return tf.tidy(() => {
		const each = tf.reshape(batch.advantages, [-1, 1]);
		const moved = tf.exp(tf.sub(policy, batch.oldLogProbs));
		// Good samples: no more than 1 + clip. Bad samples: no less than 1 − clip.
		const upper = tf.mul(tf.minimum(moved, 1 + clip), tf.relu(each));
		const lower = tf.mul(tf.maximum(moved, 1 - clip), tf.relu(tf.neg(each)));
		const cost = tf.add(tf.sub(lower, upper), tf.mul(beta, klToReference(policy, batch.refLogProbs)));
		return tf.div<tf.Scalar>(tf.sum(tf.mul(cost, batch.mask)), batch.mask.size);
	});
}
