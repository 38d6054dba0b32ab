/** Rows of one statement: below the number of variables that SQLite takes. */
const ROWS = 500;

export function inParts<T>(rows: readonly T[]): T[][] {
	return Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, n) => rows.slice(n * ROWS, (n + 1) * ROWS));
}
