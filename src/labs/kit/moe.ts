/**
 * The small parts of a mixture of experts that a lab gives: which experts score best, who was chosen as numbers, and a bank of experts.
 * None of them weighs, seats or balances anything: that is what the labs ask for.
 */
import * as tf from '@tensorflow/tfjs';
import { chosenExperts, topKRouting } from '#engine/ops/moe-router.ts';

// An alias, not an interface: only an alias is a container of tensors to tf.tidy.
export type Routing = {
	/** int32 [tokens, k], of each token the best expert first. */
	readonly experts: tf.Tensor2D;
	/** [tokens, k]: how much of each chosen expert's output the token gets. */
	readonly weights: tf.Tensor2D;
};

export interface ExpertBank {
	/** How many experts there are. */
	readonly count: number;
	/** Expert e works on its own rows: [experts, seats, d] → [experts, seats, d]. */
	run(inputs: tf.Tensor3D): tf.Tensor3D;
}

/** The k experts with the highest scores [tokens, experts], best first: int32 [tokens, k]. Of equal scores the lower expert wins. Without gradient. */
export function topIndices(scores: tf.Tensor2D, k: number): tf.Tensor2D {
	return offTheTape(() => tf.tidy(() => topKRouting(scores, k, { normalise: false }).experts));
}

/** 1 where the last new axis equals the whole number, else 0: [...] → [..., count]. A number outside 0 … count − 1 gives zeros. Without gradient. */
export function oneHot(indices: tf.Tensor, count: number): tf.Tensor {
	return offTheTape(() => tf.tidy(() => chosenExperts(tf.cast(indices, 'int32'), count)));
}

/** A choice is a constant to what follows. tfjs would walk back through it, and its cumsum along axis 0 fails there. */
function offTheTape<T extends tf.Tensor>(make: () => T): T {
	// Without inputs nothing leads back; a custom gradient of T gives T.
	return tf.customGrad(() => ({ value: make(), gradFunc: () => [] }))() as T;
}

/** Experts without biases: relu(x·up)·down, with up [experts, d, hidden] and down [experts, hidden, d]. */
export function reluBank(up: tf.Tensor, down: tf.Tensor): ExpertBank {
	return {
		count: up.shape[0] ?? 1,
		// Products of rank-3 tensors are rank 3; tfjs's types do not carry it.
		run: (inputs) => tf.matMul(tf.relu(tf.matMul(inputs, up)), down) as tf.Tensor3D,
	};
}
