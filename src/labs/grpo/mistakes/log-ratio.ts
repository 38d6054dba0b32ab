// diagnosis: kl-can-be-negative
import * as tf from '@tensorflow/tfjs';
import type { GrpoBatch, GrpoSettings } from 'gradus';

export function groupAdvantage(rewards: tf.Tensor2D): tf.Tensor2D {
	return tf.tidy(() => {
		const centred = rewards.sub(rewards.mean(1, true));
		return centred.div(centred.square().mean(1, true).sqrt().add(1e-4)) as tf.Tensor2D;
	});
}

export function klToReference(logProbs: tf.Tensor2D, refLogProbs: tf.Tensor2D): tf.Tensor2D {
	return tf.tidy(() => {
		return logProbs.sub(refLogProbs) as tf.Tensor2D;
	});
}

export function grpoLoss(logProbs: tf.Tensor2D, batch: GrpoBatch, settings: GrpoSettings): tf.Scalar {
	return tf.tidy(() => {
		const worth = batch.advantages.expandDims(1);
		const ratio = logProbs.sub(batch.oldLogProbs).exp();
		const clipped = ratio.clipByValue(1 - settings.clip, 1 + settings.clip);
		const gain = tf.minimum(ratio.mul(worth), clipped.mul(worth));
		const leash = klToReference(logProbs, batch.refLogProbs).mul(settings.beta);
		return gain.sub(leash).mul(batch.mask).sum().div(batch.mask.size).neg().asScalar();
	});
}
