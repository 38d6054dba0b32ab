/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */
import * as tf from '@tensorflow/tfjs';
import type { GrpoObjective, GrpoSettings } from 'gradus';

/** Advantages of each table of rewards. */
export function advantages(learner: GrpoObjective, cases: readonly tf.Tensor2D[]): tf.Tensor[] {
	return cases.map((rewards) => learner.groupAdvantage(rewards));
}

/** The estimate for each pair of log-probabilities; a pair is one tensor [2, rows, time], the policy's first. */
export function kls(learner: GrpoObjective, pairs: readonly tf.Tensor3D[]): tf.Tensor[] {
	return pairs.map((pair) => {
		const [logProbs, refLogProbs] = halves(pair);
		return learner.klToReference(logProbs, refLogProbs);
	});
}

/** Losses [cases] and their gradients by the log-probabilities [cases, rows, time]. `tables` [cases, 4, rows, time]: log-probabilities now, when sampled, of the reference, and the mask. */
export function losses(
	learner: GrpoObjective,
	tables: tf.Tensor4D,
	advantagesOfRows: tf.Tensor2D,
	settings: readonly GrpoSettings[],
): [tf.Tensor, tf.Tensor] {
	// Ranks are those that the checks send: cases of four tables of rank 2, and a row of advantages each.
	const rows = tf.unstack(advantagesOfRows) as tf.Tensor1D[];
	const runs = tf.unstack(tables).map((table, i) => {
		// As above.
		const [start, oldLogProbs, refLogProbs, mask] = tf.unstack(table) as tf.Tensor2D[];
		const advantages = rows[i];
		if (advantages === undefined) throw new Error('A case has advantages.');
		if (start === undefined || oldLogProbs === undefined || refLogProbs === undefined || mask === undefined)
			throw new Error('A case has four tables.');
		const batch = { oldLogProbs, refLogProbs, mask, advantages };
		const run = (logProbs: tf.Tensor): tf.Scalar => {
			// The start of the case, which tf.grad hands back as a plain tensor.
			const loss: unknown = learner.grpoLoss(logProbs as tf.Tensor2D, batch, settings[i] ?? { clip: 0.2, beta: 0 });
			if (!(loss instanceof tf.Tensor) || loss.size !== 1) throw new TypeError('grpoLoss must return a tensor with one number.');
			return loss.asScalar();
		};
		return [run(start), tf.grad(run)(start)] as const;
	});
	return [tf.stack(runs.map(([loss]) => loss)), tf.stack(runs.map(([, gradient]) => gradient))];
}

function halves(pair: tf.Tensor3D): [tf.Tensor2D, tf.Tensor2D] {
	const [first, second] = tf.unstack(pair);
	// Two tables of rank 2, as the checks send them.
	return [first as tf.Tensor2D, second as tf.Tensor2D];
}
