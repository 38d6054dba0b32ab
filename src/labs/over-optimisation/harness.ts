/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */
import * as tf from '@tensorflow/tfjs';

interface Learner {
	readonly wordKl: (logProbs: tf.Tensor, reference: tf.Tensor) => tf.Tensor;
	readonly policyLoss: (logProbs: tf.Tensor, sampled: tf.Tensor, reference: tf.Tensor, rewards: tf.Tensor, beta: number) => tf.Scalar;
	readonly plan: () => unknown;
}
type LossCase = readonly [logProbs: tf.Tensor, reference: tf.Tensor, rewards: tf.Tensor, beta: number];

export function kls(learner: Learner, cases: readonly (readonly [tf.Tensor, tf.Tensor])[]): tf.Tensor[] {
	return cases.map(([logProbs, reference]) => learner.wordKl(logProbs, reference));
}

/** The loss of each case, to see that it is one number. */
export function losses(learner: Learner, cases: readonly LossCase[]): tf.Tensor[] {
	return cases.map(([logProbs, reference, rewards, beta]) => learner.policyLoss(logProbs, logProbs.clone(), reference, rewards, beta));
}

/** The loss's gradient by the log-probabilities now; zeros where it does not hang on them as far as tfjs can see. */
export function slopes(learner: Learner, cases: readonly LossCase[]): tf.Tensor[] {
	return cases.map(([logProbs, reference, rewards, beta]) => {
		const sampled = logProbs.clone();
		const gradient = tf.grad((now: tf.Tensor) => learner.policyLoss(now, sampled, reference, rewards, beta));
		try {
			return gradient(logProbs);
		} catch {
			// What the learner's own code throws, `losses` tells.
			return tf.zerosLike(logProbs);
		}
	});
}

/** The plan as two numbers; NaN where it holds none. */
export function planned(learner: Learner): number[] {
	const plan = learner.plan();
	const read = (key: string): number => {
		const value: unknown = typeof plan === 'object' && plan !== null ? Reflect.get(plan, key) : undefined;
		return typeof value === 'number' ? Math.min(value, 1e9) : Number.NaN;
	};
	return [read('beta'), read('stopAtKl')];
}
