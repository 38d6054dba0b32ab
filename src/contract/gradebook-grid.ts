/** A gradebook as the shared grid. Here, and not beside the component, because the files are the same rows and columns under the same filter. */
import type { GridCell, GridData, GridRow } from './grid.ts';
import { GridKinds } from './grid-kinds.ts';
import type { Gradebook, PointsCell, PointsRow } from './points-view.ts';

const STATES = [
	{ id: 'none', title: 'not handed in' },
	{ id: 'missing', title: 'missing after the deadline' },
	{ id: 'late', title: 'late' },
	{ id: 'set', title: 'points set' },
	{ id: 'excused', title: 'excused' },
	{ id: 'waiting', title: 'waiting for a verdict' },
	{ id: 'dropped', title: 'left out as lowest' },
];

export const PERCENT = { digits: 1, trim: true } as const;

/** Addresses are relative to /teach/<cohort>/gradebook. */
export function gradebookGrid({ labs, rows }: Pick<Gradebook, 'labs' | 'rows'>): GridData {
	return {
		kinds: KINDS.list,
		states: STATES,
		metrics: [
			{ id: 'points', title: 'points', words: '{} points', digits: 2, trim: true },
			{ id: 'percent', title: 'percent', words: '{} %', ...PERCENT },
		],
		columns: labs.map(({ id, lesson, title }) => ({ id, lesson, title, part: lesson.split('.')[0] ?? '' })),
		ends: [
			{ id: 'total', title: 'total %' },
			{ id: 'counted', title: 'labs' },
		],
		rows: rows.map((row) => gradebookGridRow(row)),
		rowHref: 'learner/{row}',
		cellHref: 'gradebook/{row}/{column}',
	};
}

export function gradebookGridRow({ id, name, section, cells, total, counted }: PointsRow): GridRow {
	const percent = total === null ? null : tenths(total * 100);
	return {
		...{ id, name, section },
		cells: cells.map(
			(cell): GridCell => [KIND_AT.get(kindKey(cell)) ?? 0, cell.points, cell.ratio === null ? null : tenths(cell.ratio * 100)],
		),
		ends: [
			[percent, percent === null ? '–' : String(percent)],
			[counted, String(counted)],
		],
	};
}

type Marks = Pick<PointsCell, 'isSet' | 'isExcused' | 'isLate' | 'isWaiting' | 'isMissing' | 'isHandedIn' | 'isDropped'>;
const FLAGS = ['isSet', 'isExcused', 'isLate', 'isWaiting', 'isMissing', 'isHandedIn', 'isDropped'] as const;

const ALL_MARKS: readonly Marks[] = [...Array(2 ** FLAGS.length).keys()].map((bits) => {
	const [isSet = false, isExcused = false, isLate = false, isWaiting = false, isMissing = false, isHandedIn = false, isDropped = false] =
		FLAGS.map((_, n) => ((bits >> n) & 1) === 1);
	return { isSet, isExcused, isLate, isWaiting, isMissing, isHandedIn, isDropped };
});

/** Every kind that there can be, so that one row made anew fits the others; kinds that look and say the same are one. */
const KINDS = new GridKinds();
const KIND_AT: ReadonlyMap<number, number> = new Map(ALL_MARKS.map((marks) => [kindKey(marks), KINDS.of(kindOf(marks))]));

function kindKey(marks: Marks): number {
	return FLAGS.reduce((bits, flag, n) => bits + (marks[flag] ? 2 ** n : 0), 0);
}

function kindOf({ isSet, isExcused, isLate, isWaiting, isMissing, isHandedIn, isDropped }: Marks) {
	const marks = [
		[isExcused, 'excused', 'excused'],
		[isSet, 'set', 'set by an instructor'],
		[isMissing && !isSet, 'missing', 'missing after the deadline'],
		[isLate && !isSet, 'late', 'late'],
		[isWaiting, 'waiting', 'waiting for a verdict'],
		[isDropped, 'dropped', 'left out of the total as lowest'],
	] as const;
	const found = marks.filter(([is]) => is);
	const isNone = !isHandedIn && !isSet && !isMissing;
	return {
		className: ['cell', isNone ? 'cell-none' : 'cell-points', ...found.map(([, id]) => `mark-${id}`)].join(' '),
		words: [...(isNone ? ['not handed in'] : []), ...found.map(([, , words]) => words)].join(', '),
		states: [...(isNone ? ['none'] : []), ...found.map(([, id]) => id)],
	};
}

function tenths(value: number): number {
	return Math.round(value * 10 + 1e-6) / 10;
}
