// diagnosis: changes-its-input
export function countPairs(tokens: readonly number[], vocabulary: number): number[][] {
	const counts = Array.from({ length: vocabulary }, () => Array<number>(vocabulary).fill(0));
	tokens.slice(1).forEach((next, i) => {
		const row = counts[tokens[i] ?? -1];
		if (row !== undefined) row[next] = (row[next] ?? 0) + 1;
	});
	return counts;
}

export function probabilities(counts: number[][], smoothing: number): number[][] {
	for (const row of counts) {
		const all = row.reduce((sum, count) => sum + count + smoothing, 0);
		for (const [i, count] of row.entries()) row[i] = (count + smoothing) / all;
	}
	return counts;
}

export function crossEntropy(table: readonly (readonly number[])[], tokens: readonly number[]): number {
	const surprises = tokens.slice(1).map((next, i) => -Math.log(table[tokens[i] ?? -1]?.[next] ?? 0));
	return surprises.reduce((sum, nats) => sum + nats, 0) / surprises.length;
}

export function bitsPerByte(nats: number, predicted: number, bytes: number): number {
	return ((nats / Math.LN2) * predicted) / bytes;
}
