/** Lab 6.2, the reference: what a sample is worth beside its group, how far the policy has gone, and the loss. */
import * as tf from '@tensorflow/tfjs';
import type { GrpoBatch, GrpoSettings } from 'gradus';

export function groupAdvantage(rewards: tf.Tensor2D): tf.Tensor2D {
	return tf.tidy(() => {
		const centred = rewards.sub(rewards.mean(1, true)); // each group around its own mean
		const spread = centred.square().mean(1, true).sqrt(); // [groups, 1]
		return centred.div<tf.Tensor2D>(spread.add(1e-4)); // [groups, size]; 0 where all rewards are equal
	});
}

export function klToReference(logProbs: tf.Tensor2D, refLogProbs: tf.Tensor2D): tf.Tensor2D {
	return tf.tidy(() => {
		const gap = refLogProbs.sub(logProbs);
		return gap.exp().sub(gap).sub<tf.Tensor2D>(1); // e^d − d − 1: never below 0, and 0 only where both agree
	});
}

export function grpoLoss(logProbs: tf.Tensor2D, batch: GrpoBatch, settings: GrpoSettings): tf.Scalar {
	return tf.tidy(() => {
		const { oldLogProbs, refLogProbs, advantages, mask } = batch;
		const ratio = logProbs.sub(oldLogProbs).exp(); // [rows, time]; 1 until the policy moves
		const worth = advantages.expandDims(1); // [rows, 1]: one advantage for all tokens of a sample
		const clipped = ratio.clipByValue(1 - settings.clip, 1 + settings.clip);
		const gain = tf.minimum(ratio.mul(worth), clipped.mul(worth)); // the smaller one: no reward for going further
		const leash = klToReference(logProbs, refLogProbs).mul(settings.beta);
		return gain.sub(leash).mul(mask).sum().div(mask.size).neg().asScalar(); // padding counts nothing
	});
}
