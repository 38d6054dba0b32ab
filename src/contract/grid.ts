/**
 * Learners × labs as one grid: what its pages send, and which rows and columns a filter leaves, in which order. Server, browser and
 * export all ask `arrangeGrid`, so that what is on the screen, without script or with it, and what is in the file cannot differ.
 */
import { z } from 'zod';

/** What cells look like and say: many cells share one kind. */
export interface GridKind {
	readonly className: string;
	/** Read out before the numbers, for example "accepted, re-check due". */
	readonly words: string;
	/** Ids of GridData.states that a cell of this kind is in. */
	readonly states: readonly string[];
}

/** A number that every cell has; one of them is shown at a time. */
export interface GridMetric {
	readonly id: string;
	readonly title: string;
	/** With the number in place of `{}`, for example "mastery {}". */
	readonly words: string;
	/** Places after the point; with `trim`, at most so many. */
	readonly digits: number;
	readonly trim?: boolean;
}

/** Index into `kinds`, then one number per metric; null: there is none. An array, because a page has thousands. */
export type GridCell = readonly [kind: number, ...values: (number | null)[]];

/** A column after the labs: what it sorts by, what it shows, and the lab that its link is about, where it is about one. */
export type GridEnd = readonly [value: number | null, text: string, column?: string];

export interface GridColumn {
	readonly id: string;
	/** For example "1.3". */
	readonly lesson: string;
	readonly title: string;
	/** What the columns are narrowed by: the module's number. */
	readonly part: string;
}

export interface GridRow {
	readonly id: string;
	readonly name: string;
	readonly section: string | null;
	/** In the order of `columns`. */
	readonly cells: readonly GridCell[];
	/** In the order of `ends`. */
	readonly ends: readonly GridEnd[];
}

export interface GridData {
	readonly kinds: readonly GridKind[];
	readonly states: readonly { readonly id: string; readonly title: string }[];
	readonly metrics: readonly GridMetric[];
	readonly columns: readonly GridColumn[];
	/** `href`: where such a cell leads, as `cellHref`; absent where it leads nowhere. */
	readonly ends: readonly { readonly id: string; readonly title: string; readonly href?: string }[];
	readonly rows: readonly GridRow[];
	/** Addresses with `{row}` and `{column}` in place of ids. */
	readonly rowHref: string;
	readonly cellHref: string;
}

/** The address of a grid: what is left out narrows nothing. */
export const gridQuerySchema = z.object({
	/** Part of a name. */
	name: z.string().trim().max(80).optional(),
	section: z.string().max(80).optional(),
	state: z.string().max(40).optional(),
	part: z.string().max(8).optional(),
	/** Id of a metric. */
	show: z.string().max(40).optional(),
	/** `name`, or the id of a column or an end. */
	sort: z.string().max(64).optional(),
	/** Against the usual direction: names from Z, numbers from the smallest. */
	turned: z.literal('1').optional(),
	/** Without script: the row that the page begins at, from 0. */
	from: z.coerce.number().int().min(0).optional(),
});
export type GridQuery = z.infer<typeof gridQuerySchema>;

/** A field that is not usable, or empty, is as if it were not there. */
export function readGridQuery(address: URLSearchParams): GridQuery {
	const query: Record<string, unknown> = {};
	for (const [name, schema] of Object.entries(gridQuerySchema.shape)) {
		const text = address.get(name);
		const parsed = schema.safeParse(text);
		if (text !== null && text.trim() !== '' && parsed.success) query[name] = parsed.data;
	}
	return gridQuerySchema.parse(query);
}

/** The address again, for example "?part=1&sort=name"; empty when nothing is asked. */
export function gridAddress(query: GridQuery, more: Partial<Record<keyof GridQuery, string | undefined>> = {}): string {
	const entries = Object.entries({ ...query, ...more }).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
	return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`;
}

export interface Arranged {
	/** Indices into `columns` and `rows`. */
	readonly columns: readonly number[];
	readonly rows: readonly number[];
	/** Index into `metrics`. */
	readonly metric: number;
}

export function arrangeGrid(data: GridData, query: GridQuery): Arranged {
	const columns = data.columns.flatMap(({ part }, n) => (query.part === undefined || part === query.part ? [n] : []));
	const metric = Math.max(
		0,
		data.metrics.findIndex(({ id }) => id === query.show),
	);
	const rows = data.rows.flatMap((row, n) => (isAsked(data, row, query, columns) ? [n] : []));
	const sorted = rows.toSorted((a, b) => compareRows(data, query, metric, data.rows[a], data.rows[b]));
	return { columns, rows: sorted, metric };
}

/** A row is in a state when one of the columns that are shown is. */
function isAsked({ kinds }: GridData, { name, section, cells }: GridRow, query: GridQuery, columns: readonly number[]): boolean {
	const { state } = query;
	if (query.name !== undefined && !folded(name).includes(folded(query.name))) return false;
	if (query.section !== undefined && section !== query.section) return false;
	return state === undefined || columns.some((n) => kinds[cells[n]?.[0] ?? -1]?.states.includes(state) ?? false);
}

function compareRows({ columns, ends }: GridData, query: GridQuery, metric: number, a?: GridRow, b?: GridRow): number {
	if (!a || !b) return 0;
	const turn = query.turned === undefined ? 1 : -1;
	const byName = a.name.localeCompare(b.name, 'en') || a.id.localeCompare(b.id, 'en');
	const column = columns.findIndex(({ id }) => id === query.sort);
	const end = ends.findIndex(({ id }) => id === query.sort);
	if (column < 0 && end < 0) return turn * byName;
	const of = (row: GridRow) => (column < 0 ? row.ends[end]?.[0] : row.cells[column]?.[metric + 1]) ?? null;
	return compareNumbers(of(a), of(b), turn) || byName;
}

/** The largest first; who has no number stands last in both directions. */
function compareNumbers(a: number | null, b: number | null, turn: number): number {
	if (a === null || b === null) return Number(a === null) - Number(b === null);
	return turn * (b - a);
}

/** Without accents and case, so that "Jose" finds "José". */
function folded(text: string): string {
	return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** As the cell shows it: empty without a number. */
export function metricText({ digits, trim = false }: Pick<GridMetric, 'digits' | 'trim'>, value: number | null | undefined): string {
	if (value === null || value === undefined) return '';
	// The added billionth decides halves upwards: 0.285 is stored as a little less than that.
	const rounded = (Math.round((value + 1e-9) * 10 ** digits) / 10 ** digits).toFixed(digits);
	return trim ? String(Number(rounded)) : rounded;
}

/** All that a cell says, for example "stuck: six tries; mastery 0.31, 7 submissions". */
export function cellWords({ kinds, metrics }: Pick<GridData, 'kinds' | 'metrics'>, [kind, ...values]: GridCell): string {
	const numbers = metrics.flatMap((metric, n) => {
		const text = metricText(metric, values[n]);
		return text === '' ? [] : [metric.words.replace('{}', text)];
	});
	return [kinds[kind]?.words ?? '', numbers.join(', ')].filter((part) => part !== '').join('; ');
}
