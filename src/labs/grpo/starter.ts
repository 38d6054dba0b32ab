/**
 * Lab 6.2: group relative policy optimisation. The kit samples, asks your verifier and steps; you say what a sample is worth and what to minimise.
 */
import type * as tf from '@tensorflow/tfjs';
import type { GrpoBatch, GrpoSettings } from 'gradus';

/** rewards [groups, size] → advantages [groups, size]: how much better a sample did than the others of its group. */
export function groupAdvantage(rewards: tf.Tensor2D): tf.Tensor2D {
	return rewards.clone();
}

/** [rows, time] each, in nats → [rows, time]: an estimate, per token, of how far the policy is from the reference. */
export function klToReference(logProbs: tf.Tensor2D, _refLogProbs: tf.Tensor2D): tf.Tensor2D {
	return logProbs.mul(0);
}

/**
 * logProbs [rows, time]: of the sampled tokens, under the policy as it is now. This is where the gradient enters.
 * batch.oldLogProbs, batch.refLogProbs, batch.mask [rows, time]; batch.advantages [rows]; settings.clip, settings.beta.
 */
export function grpoLoss(logProbs: tf.Tensor2D, _batch: GrpoBatch, _settings: GrpoSettings): tf.Scalar {
	return logProbs.sum().mul(0).asScalar();
}
