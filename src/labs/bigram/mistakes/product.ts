// diagnosis: product-underflows
export function countPairs(tokens: readonly number[], vocabulary: number): number[][] {
	const counts = Array.from({ length: vocabulary }, () => Array<number>(vocabulary).fill(0));
	tokens.slice(1).forEach((next, i) => {
		const row = counts[tokens[i] ?? -1];
		if (row !== undefined) row[next] = (row[next] ?? 0) + 1;
	});
	return counts;
}

export function probabilities(counts: readonly (readonly number[])[], smoothing: number): number[][] {
	return counts.map((row) => {
		const all = row.reduce((sum, count) => sum + count + smoothing, 0);
		return row.map((count) => (count + smoothing) / all);
	});
}

export function crossEntropy(table: readonly (readonly number[])[], tokens: readonly number[]): number {
	const chances = tokens.slice(1).map((next, i) => table[tokens[i] ?? -1]?.[next] ?? 0);
	return -Math.log(chances.reduce((product, chance) => product * chance, 1)) / chances.length;
}

export function bitsPerByte(nats: number, predicted: number, bytes: number): number {
	return ((nats / Math.LN2) * predicted) / bytes;
}
