/** Where one is in a grid, where a key or another order leads, and which rows are worth making: pure, so that none of it needs a browser to be tested. */

import type { Arranged, GridData } from '#contract/grid.ts';

/** `row` counts those that are shown, -1 is the head; `column` 0 is the name. */
export interface Place {
	readonly row: number;
	readonly column: number;
}

export interface Extent {
	readonly rows: number;
	/** The name among them. */
	readonly columns: number;
	/** Rows that fit into view. */
	readonly page: number;
}

/** By the keys of an ARIA grid; null for a key that leads nowhere. `isFar`: with Ctrl or Command. */
export function placeAfter({ row, column }: Place, key: string, isFar: boolean, extent: Extent): Place | null {
	const last = extent.columns - 1;
	const to = (nextRow: number, nextColumn: number): Place => ({
		row: Math.max(-1, Math.min(extent.rows - 1, nextRow)),
		column: Math.max(0, Math.min(last, nextColumn)),
	});
	switch (key) {
		case 'ArrowUp':
			return to(row - 1, column);
		case 'ArrowDown':
			return to(row + 1, column);
		case 'ArrowLeft':
			return to(row, column - 1);
		case 'ArrowRight':
			return to(row, column + 1);
		case 'Home':
			return isFar ? to(Math.min(0, extent.rows - 1), 0) : to(row, 0);
		case 'End':
			return isFar ? to(extent.rows - 1, last) : to(row, last);
		case 'PageUp':
			// From the first row on there is only the head, which a page does not reach.
			return row < 0 ? to(-1, column) : to(Math.max(Math.min(0, extent.rows - 1), row - extent.page), column);
		case 'PageDown':
			return to(row + extent.page, column);
		default:
			return null;
	}
}

/** Whose the rows are, in the order in which they are shown. */
export function idsShown({ rows }: Pick<GridData, 'rows'>, arranged: Pick<Arranged, 'rows'>): string[] {
	return arranged.rows.map((n) => rows[n]?.id ?? '');
}

/** The row of the same learner in another order, both as `idsShown` has them: the first where they are gone, and the head stays the head. */
export function rowAfter(row: number, before: readonly string[], after: readonly string[]): number {
	if (row < 0) return -1;
	const id = before[row];
	return Math.max(id === undefined ? -1 : after.indexOf(id), Math.min(0, after.length - 1));
}

/** Rows made above and below what is in view, so that a quick scroll meets rows and not a gap. */
const SPARE = 12;

/** The rows [from, to) to have in the page, of equal height in pixels. */
export function rowsInView(scroll: { readonly top: number; readonly height: number; readonly row: number }, rows: number) {
	const first = Math.floor(scroll.top / scroll.row);
	const from = Math.max(0, Math.min(rows, first) - SPARE);
	const to = Math.max(from, Math.min(rows, Math.ceil((scroll.top + scroll.height) / scroll.row) + SPARE));
	return { from, to };
}
