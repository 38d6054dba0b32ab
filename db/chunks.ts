/** A statement takes so many rows: SQLite has a limit of its parameters, and each column of a row is one. */

/** Well below that limit for every table. */
const PER_STATEMENT = 500;

/** The same rows in their order, as many at once as one statement takes. */
export function chunks<T>(rows: readonly T[]): T[][] {
	return Array.from({ length: Math.ceil(rows.length / PER_STATEMENT) }, (_, n) => rows.slice(n * PER_STATEMENT, (n + 1) * PER_STATEMENT));
}
