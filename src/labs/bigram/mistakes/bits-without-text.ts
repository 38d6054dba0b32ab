// diagnosis: other-bits
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
	const surprises = tokens.slice(1).map((next, i) => -Math.log(table[tokens[i] ?? -1]?.[next] ?? 0));
	return surprises.reduce((sum, nats) => sum + nats, 0) / surprises.length;
}

export function bitsPerByte(nats: number, _predicted: number, bytes: number): number {
	return nats / Math.LN2 / bytes;
}
