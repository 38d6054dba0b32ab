/** Borrowed: the preference loss for a learner who has not passed lab 5.1. It stands in for `my/reward-model` until then. */
import * as tf from '@tensorflow/tfjs';

export function preferProbability(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
	return tf.tidy(() => tf.div(1, tf.add(1, tf.exp(tf.neg(tf.clipByValue(tf.sub(a, b), -80, 80))))));
}

export function preferenceLoss(better: tf.Tensor, worse: tf.Tensor): tf.Scalar {
	return tf.tidy(() => tf.neg(tf.mean(tf.logSigmoid(tf.sub(better, worse)))));
}

/** Rows: mean claim, share that came true, count. Counted on the processor: nothing flows back through a table. */
export function calibration(claims: tf.Tensor, came: tf.Tensor, bins: number): tf.Tensor2D {
	const table = Array.from({ length: bins }, () => [0, 0, 0] as [number, number, number]);
	const happened = came.dataSync();
	for (const [i, claim] of claims.dataSync().entries()) {
		const row = table[Math.min(bins - 1, Math.floor(Math.fround(claim * bins)))];
		if (row === undefined) continue;
		row[0] += claim;
		row[1] += happened[i] ?? 0;
		row[2] += 1;
	}
	return tf.tensor2d(table.map(([sum, times, count]) => [count > 0 ? sum / count : 0, count > 0 ? times / count : 0, count]));
}
