/** The difference of two texts by lines, for reading without the large editor: longest common subsequence. Pure. */

export interface DiffLine {
	readonly kind: 'same' | 'gone' | 'new';
	readonly text: string;
}

export function diffLines(before: string, after: string): readonly DiffLine[] {
	const a = before.split('\n');
	const b = after.split('\n');
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
		for (let j = b.length - 1; j >= 0; j--) {
			const length = a[i] === b[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
			table[i]?.fill(length, j, j + 1);
		}
	}
	return table;
}

function at(table: readonly Uint32Array[], i: number, j: number): number {
	return table[i]?.[j] ?? 0;
}
