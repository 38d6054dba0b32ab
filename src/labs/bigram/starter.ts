/** Lab 1.2: a language model that looks back by one token. No tensors are needed; lists of numbers do. */

/** counts[a][b]: how often token b follows token a. Tokens are whole numbers from 0 to vocabulary − 1. */
export function countPairs(_tokens: readonly number[], vocabulary: number): number[][] {
	// A table of zeros to count in.
	const counts = Array.from({ length: vocabulary }, () => Array<number>(vocabulary).fill(0)); // [vocabulary][vocabulary]
	return counts;
}

/** table[a][b]: the share of b among what follows a. `smoothing` (above 0) is added to every count first. */
export function probabilities(counts: readonly (readonly number[])[], _smoothing: number): number[][] {
	return counts.map((row) => [...row]);
}

/** Mean of −ln table[before][next] over all tokens that have one before them. Nats per token. */
export function crossEntropy(_table: readonly (readonly number[])[], _tokens: readonly number[]): number {
	return 0;
}

/** A loss of `nats` per token on `predicted` tokens, which are written with `bytes` bytes: in bits per byte. */
export function bitsPerByte(_nats: number, _predicted: number, _bytes: number): number {
	return 0;
}
