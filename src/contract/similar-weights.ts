/**
 * What staff see of weights that two learners of a cohort handed in: facts about the files, for a person to judge. Plain data that the server makes;
 * nothing here is parsed.
 */

/** A file of weights in a few hundred numbers (grading/verify/sketch-weights.ts). */
export interface WeightsSketch {
	readonly projection: readonly number[];
	/** Euclidean length of each tensor, in the order of their names. */
	readonly lengths: readonly number[];
}

/** One learner's file. */
export interface WeightsFile {
	readonly learner: { readonly id: string; readonly displayName: string };
	readonly submissionId: string;
	readonly at: number;
	/** Null for a file that was not measured: the code that came with it failed a check, or the file could not be read. */
	readonly preset: string | null;
	/** The seed that the file says its run had. */
	readonly seed: string | null;
}

export interface SimilarWeightsPair {
	/** The one that was handed in first. */
	readonly first: WeightsFile;
	readonly second: WeightsFile;
	/**
	 * `equal`: the same bytes. `close`: nearly the same weights. `reordered`: tensors of the same lengths in another order, as when hidden units
	 * change places.
	 */
	readonly kind: 'equal' | 'close' | 'reordered';
	/** Of what the two runs changed in the weights that they began with; null for files that were not measured. */
	readonly cosine: number | null;
	/** Both say the same seed: two honest runs can then end in nearly the same weights, on one kind of machine in the very same. */
	readonly isSameSeed: boolean;
	/** The fact, in one or two sentences. */
	readonly text: string;
}

/** One line for each two learners of a cohort, the closest of their files. */
export interface SimilarWeights {
	readonly lab: string;
	/** Learners who handed in weights. */
	readonly learners: number;
	/** Different seeds first, then the closest. */
	readonly pairs: readonly SimilarWeightsPair[];
}
