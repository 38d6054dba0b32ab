/**
 * What a run keeps of its figures and its named measures, and within which bounds. Pictures of the model and of its samples are kept by step; of a
 * figure about the whole run the newest counts. Pure; refuses nothing.
 */
import type { RunFigure } from '#contract/figure.ts';

export type FigureOf<T extends RunFigure['figure']> = Extract<RunFigure, { figure: T }>;
/** Figures of which every step is a picture of its own. */
type Kept = 'attention' | 'experts' | 'rollouts';
/** Figures about the whole run. */
export type Summary = FigureOf<'bars' | 'plot' | 'table'>;

export interface MeasurePoint {
	readonly step: number;
	/** By the keys of the lab's charts; a step need not have all. */
	readonly values: Readonly<Record<string, number>>;
}

/** Steps of one figure that a slider offers. A group of rollouts can be large. */
const MAX_STEPS: Readonly<Record<Kept, number>> = { attention: 40, experts: 40, rollouts: 16 };
/** Ids of one kind: a lab has a handful, and what a worker says is not trusted. */
const MAX_IDS = 12;
const MAX_MEASURES = 4_000;

export function addFigure(figures: readonly RunFigure[], one: RunFigure): readonly RunFigure[] {
	const isSame = (other: RunFigure): boolean => placeOf(other) === placeOf(one);
	const places = new Set(figures.filter(({ figure }) => figure === one.figure).map(placeOf));
	if (!places.has(placeOf(one)) && places.size >= MAX_IDS) return figures;
	if (!isKept(one)) return [...figures.filter((other) => !isSame(other)), one];
	const mine = figures.filter((other) => isSame(other) && other.step !== one.step);
	const dropped = mine.length < MAX_STEPS[one.figure] ? undefined : mostCrowded(mine);
	return [...figures.filter((other) => !isSame(other) || (other.step !== one.step && other !== dropped)), one];
}

function isKept(figure: RunFigure): figure is FigureOf<Kept> {
	return figure.figure === 'attention' || figure.figure === 'experts' || figure.figure === 'rollouts';
}

function placeOf(figure: RunFigure): string {
	return figure.figure === 'attention' ? 'attention' : `${figure.figure}/${figure.id}`;
}

/** The one whose neighbours stand closest together: what is left is spread over the run. The first stays. */
function mostCrowded(figures: readonly RunFigure[]): RunFigure | undefined {
	const gap = (at: number): number => (figures[at + 1]?.step ?? Number.POSITIVE_INFINITY) - (figures[at - 1]?.step ?? 0);
	const inner = figures.map((_, at) => at).slice(1);
	const at = inner.reduce((least, next) => (gap(next) < gap(least) ? next : least), 1);
	return figures[at];
}

export function addMeasures(measures: readonly MeasurePoint[], more: readonly MeasurePoint[]): readonly MeasurePoint[] {
	return thinMeasures([...measures, ...more], MAX_MEASURES);
}

/** About `limit` points: the ends stay, and everything that is measured seldom; of the others, one of so many. */
export function thinMeasures(measures: readonly MeasurePoint[], limit: number): readonly MeasurePoint[] {
	if (measures.length <= limit) return measures;
	const counts = new Map<string, number>();
	for (const key of measures.flatMap(({ values }) => Object.keys(values))) counts.set(key, (counts.get(key) ?? 0) + 1);
	const isSeldom = (key: string): boolean => (counts.get(key) ?? 0) <= limit / 2;
	const every = Math.ceil((measures.length * 4) / (limit * 3));
	const last = measures.length - 1;
	// What a worker says is not trusted: two dozen measures, each seldom, are not kept whole.
	return measures.filter(({ values }, at) => at % every === 0 || at === last || Object.keys(values).some(isSeldom)).slice(-2 * limit);
}

/** Of one kind, by id, each in the order of the steps. */
export function historiesOf<T extends Kept>(figures: readonly RunFigure[], kind: T): readonly (readonly FigureOf<T>[])[] {
	const byPlace = new Map<string, FigureOf<T>[]>();
	for (const figure of figures) if (isOf(figure, kind)) byPlace.set(placeOf(figure), [...(byPlace.get(placeOf(figure)) ?? []), figure]);
	return [...byPlace.values()].map((history) => history.toSorted((a: RunFigure, b: RunFigure) => a.step - b.step));
}

function isOf<T extends RunFigure['figure']>(figure: RunFigure, kind: T): figure is FigureOf<T> {
	return figure.figure === kind;
}

export function summariesOf(figures: readonly RunFigure[]): readonly Summary[] {
	return figures.filter((figure): figure is Summary => !isKept(figure));
}

/** The steps and values of one measure. */
export function measureOf(
	measures: readonly MeasurePoint[],
	key: string,
): { readonly steps: readonly number[]; readonly values: readonly number[] } {
	const points = measures.flatMap(({ step, values }) => {
		const value = values[key];
		return value === undefined ? [] : [{ step, value }];
	});
	return { steps: points.map(({ step }) => step), values: points.map(({ value }) => value) };
}

/** The last value of a measure at or before `step`. */
export function measureAt(measures: readonly MeasurePoint[], key: string, step = Number.POSITIVE_INFINITY): MeasurePoint | undefined {
	return measures.findLast((point) => point.step <= step && point.values[key] !== undefined);
}

/** Every measure as columns, one row a step. */
export function measuresCsv(measures: readonly MeasurePoint[]): string {
	const keys = [...new Set(measures.flatMap(({ values }) => Object.keys(values)))];
	return csvOf(
		['step', ...keys],
		measures.map(({ step, values }) => [step, ...keys.map((key) => values[key] ?? '')]),
	);
}

/** Text with commas, quotes or line ends is quoted, as RFC 4180 (2005) has it. */
export function csvOf(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
	const cell = (value: string | number): string =>
		/[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);
	return [head, ...rows].map((row) => row.map(cell).join(',')).join('\n');
}
