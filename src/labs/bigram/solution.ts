/** Lab 1.2, the reference: count pairs, make shares of them, and say in nats how surprised they are by other text. */

/** counts[a][b]: how often token b follows token a. */
export function countPairs(tokens: readonly number[], vocabulary: number): number[][] {
	const counts = Array.from({ length: vocabulary }, () => Array<number>(vocabulary).fill(0)); // [vocabulary][vocabulary]
	tokens.slice(1).forEach((next, i) => {
		const row = counts[tokens[i] ?? -1]; // slice(1) moved each token one place forward, so this is the one before `next`
		if (row !== undefined) row[next] = (row[next] ?? 0) + 1;
	});
	return counts;
}

/** Each row becomes shares: what to expect after that token. Every pair counts as if it had been seen `smoothing` times more. */
export function probabilities(counts: readonly (readonly number[])[], smoothing: number): number[][] {
	return counts.map((row) => {
		const all = row.reduce((sum, count) => sum + count + smoothing, 0);
		return row.map((count) => (count + smoothing) / all); // sums to one
	});
}

/** Mean surprise in nats per predicted token: the first token has nothing before it. */
export function crossEntropy(table: readonly (readonly number[])[], tokens: readonly number[]): number {
	const surprises = tokens.slice(1).map((next, i) => -Math.log(table[tokens[i] ?? -1]?.[next] ?? 0));
	return surprises.reduce((sum, nats) => sum + nats, 0) / surprises.length;
}

/** The same loss per byte of text, in bits: what two tokenisers can be compared by. */
export function bitsPerByte(nats: number, predicted: number, bytes: number): number {
	const bits = (nats / Math.LN2) * predicted;
	return bits / bytes;
}
