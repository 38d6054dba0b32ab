/** The difference of two texts by lines, for reading without the large editor: longest common subsequence. Pure. */

export interface DiffLine {
	readonly kind: 'same' | 'gone' | 'new';
	readonly text: string;
}

export function diffLines(before: string, after: string): readonly DiffLine[] {
	const a = before.split('\n');
	const b = after.split('\n');
	// Two tries share most of their beginning and end: only what lies between is compared line by line.
	const head = commonHead(a, b);
	const tail = commonHead(a.slice(head).reverse(), b.slice(head).reverse());
	const same = (lines: readonly string[]) => lines.map((text) => ({ kind: 'same', text }) as const);
	const between = diffBetween(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
	return [...same(a.slice(0, head)), ...between, ...same(a.slice(a.length - tail))];
}

/** How many lines both begin with. */
function commonHead(a: readonly string[], b: readonly string[]): number {
	const differs = a.findIndex((text, n) => text !== b[n]);
	return differs < 0 ? a.length : differs;
}

function diffBetween(a: readonly string[], b: readonly string[]): DiffLine[] {
	const common = commonLengths(a, b);
	const lines: DiffLine[] = [];
	let [i, j] = [0, 0];
	while (i < a.length || j < b.length) {
		const [left, right] = [a[i], b[j]];
		if (left !== undefined && left === right) {
			lines.push({ kind: 'same', text: left });
			i++;
			j++;
		} else if (left !== undefined && (right === undefined || at(common, i + 1, j) >= at(common, i, j + 1))) {
			lines.push({ kind: 'gone', text: left });
			i++;
		} else if (right !== undefined) {
			lines.push({ kind: 'new', text: right });
			j++;
		}
	}
	return lines;
}

/** Length of the longest common subsequence of a from i on and b from j on. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly Uint32Array[] {
	const table = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
	for (let i = a.length - 1; i >= 0; i--) {
		const row = table[i];
		for (let j = b.length - 1; row && j >= 0; j--)
			row[j] = a[i] === b[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
	}
	return table;
}

function at(table: readonly Uint32Array[], i: number, j: number): number {
	return table[i]?.[j] ?? 0;
}
