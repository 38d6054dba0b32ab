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
	readonly weights: tf.Tensor;
};

export interface ExpertBank {
	/** How many experts there are. */
	readonly count: number;
	/** Expert e works on its own rows: [experts, seats, d] → [experts, seats, d]. */
	run(inputs: tf.Tensor): tf.Tensor;
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
		run: (inputs) => tf.matMul(tf.relu(tf.matMul(inputs, up)), down),
	};
}

/** Share of all choices that each of `count` experts got; sums to 1. For what a page shows, in plain numbers. */
export function shareOfChoices(experts: ArrayLike<number>, count: number): number[] {
	const load = new Array<number>(count).fill(0);
	for (const e of Array.from(experts)) load[e] = (load[e] ?? 0) + 1 / experts.length;
	return load;
}

/** How many equally busy experts would be as uneven: e to the entropy of the load, from 1 (one does all) to their number. */
export function effectiveExperts(load: readonly number[]): number {
	return Math.exp(-load.reduce((sum, share) => (share > 0 ? sum + share * Math.log(share) : sum), 0));
}

/** What a model is made of. `experts` 0: dense, one MLP of `hidden` units. `choices`: experts that each token meets. */
export interface ModelSpec {
	readonly layers: number;
	readonly width: number;
	readonly heads: number;
	readonly time: number;
	readonly vocabulary: number;
	readonly experts: number;
	readonly hidden: number;
	readonly choices: number;
}

export interface Costs {
	/** Parameters in all. */
	readonly total: number;
	/** Parameters that one token meets: everything but the experts that it did not choose. */
	readonly active: number;
	/** Floating-point operations of one token, forward: two for each weight that it is multiplied by. */
	readonly flops: number;
}

/** Hidden units of dense models that are matched to a mixture, by active and by total parameters. */
export interface Twins {
	readonly active: number;
	readonly total: number;
}
