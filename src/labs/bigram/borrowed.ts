/** Borrowed: the bigram model for a learner who has not passed lab 1.2. It stands in for `my/bigram` until then. */

type Rows = readonly (readonly number[])[];

export function countPairs(ids: readonly number[], size: number): number[][] {
	const flat = new Float64Array(size * size);
	let before = ids[0] ?? 0;
	for (const id of ids.slice(1)) {
		const at = before * size + id;
		flat[at] = (flat[at] ?? 0) + 1;
		before = id;
	}
	return Array.from({ length: size }, (_, row) => Array.from(flat.subarray(row * size, (row + 1) * size)));
}

export function probabilities(rows: Rows, added: number): number[][] {
	const shares: number[][] = [];
	for (const row of rows) {
		let seen = added * row.length;
		for (const count of row) seen += count;
		shares.push(Array.from(row, (count) => count / seen + added / seen));
	}
	return shares;
}

export function crossEntropy(rows: Rows, ids: readonly number[]): number {
	let nats = 0;
	for (let at = 1; at < ids.length; at += 1) {
		const row = rows[ids[at - 1] ?? 0] ?? [];
		nats -= Math.log(row[ids[at] ?? 0] ?? 0);
	}
	return nats / (ids.length - 1);
}

export function bitsPerByte(loss: number, tokens: number, size: number): number {
	return (loss * Math.LOG2E * tokens) / size;
}
