/**
 * From what a learner handed in to the points of a lab, and from the labs to the total: pure, and the one place, so that the gradebook, its
 * files, a learner's own page and the statistics say the same numbers. Points are for the record; mastery never depends on them.
 */
import type { Lateness } from '#contract/deadline.ts';
import type { CountingRule, ScoreChangeKind } from '#contract/gradebook.ts';

/** One submission to a lab, re-checks excluded. */
export interface ScoredSubmission {
	readonly id: string;
	/** Milliseconds since the epoch, by the server when it recorded it. */
	readonly at: number;
	/** Share of the points of the checks, 0 to 1; null while it is not judged, and when a fault of ours is all there is. */
	readonly ratio: number | null;
	readonly lateness: Lateness;
}

/** The change of a cell that is in force. `points` of `worth` where they were set. */
export interface SetScore {
	readonly kind: ScoreChangeKind;
	readonly points: number | null;
	readonly worth: number | null;
}

export interface CellInput {
	readonly rule: CountingRule;
	/** Points of the whole lab. */
	readonly worth: number;
	readonly submissions: readonly ScoredSubmission[];
	readonly set: SetScore | null;
	/** The deadline that holds for this learner, with its grace, has passed. */
	readonly isOver: boolean;
}

export interface CellScore {
	/** After lateness, 0 to 1; null: nothing that counts yet. */
	readonly ratio: number | null;
	/** To two places. */
	readonly points: number | null;
	/** The submission that counts; null when points were set or none does. */
	readonly countedId: string | null;
	readonly isSet: boolean;
	readonly isExcused: boolean;
	/** The submission that counts came late. */
	readonly isLate: boolean;
	/** Something waits for its verdict. */
	readonly isWaiting: boolean;
	/** Nothing was handed in, nobody excused it, and the deadline is over: 0 points. */
	readonly isMissing: boolean;
}

export function cellScore({ rule, worth, submissions, set, isOver }: CellInput): CellScore {
	const counted = countedOf(rule, submissions);
	const isSet = set?.kind === 'set' && set.points !== null && set.worth !== null;
	const isExcused = set?.kind === 'excused';
	const isMissing = submissions.length === 0 && isOver && !isSet && !isExcused;
	const earned = counted === undefined ? (isMissing ? 0 : null) : afterLateness(counted);
	const ratio = isSet ? (set.points ?? 0) / (set.worth ?? 1) : earned;
	return {
		ratio,
		points: ratio === null ? null : twoPlaces(ratio * worth),
		countedId: isSet ? null : (counted?.id ?? null),
		isSet,
		isExcused,
		isLate: !isSet && (counted?.lateness.isLate ?? false),
		isWaiting: submissions.some((each) => each.ratio === null),
		isMissing,
	};
}

/** What does not count yet is passed over: what was judged before it counts until its verdict is there. */
function countedOf(rule: CountingRule, submissions: readonly ScoredSubmission[]): ScoredSubmission | undefined {
	const judged = submissions.filter(({ ratio }) => ratio !== null).toSorted((a, b) => a.at - b.at || compareText(a.id, b.id));
	switch (rule) {
		case 'best': {
			const most = Math.max(...judged.map(afterLateness));
			// Of equals the first: it was enough.
			return judged.find((each) => afterLateness(each) === most);
		}
		case 'last':
			return judged.at(-1);
		case 'in-time':
			return judged.findLast(({ lateness }) => !lateness.isLate) ?? judged[0];
	}
}

function afterLateness({ ratio, lateness }: ScoredSubmission): number {
	return (ratio ?? 0) * lateness.pointsRatio;
}

export interface WeightedCell {
	readonly labId: string;
	/** Null: not counted yet. */
	readonly ratio: number | null;
	/** 0: not part of the total. */
	readonly weight: number;
	readonly isExcused: boolean;
}

export interface Total {
	/** 0 to 1; null while nothing counts. */
	readonly ratio: number | null;
	/** Labs that make it up, by id. */
	readonly counted: readonly string[];
	/** Labs that were left out because leaving them out helps most. */
	readonly dropped: readonly string[];
}

interface Counting {
	readonly labId: string;
	readonly ratio: number;
	readonly weight: number;
	readonly isExcused: boolean;
}

/** Rounds that are enough for any number of labs: each one raises the mean, and there are few sets of labs. */
const MOST_ROUNDS = 60;

/**
 * The weighted mean of the labs that count. Of those that are not excused up to `dropLowest` are left out, as long as one lab stays; an excused lab is
 * left out unless what was handed in raises the mean. So excusing never lowers it. Which to leave out is decided by what gives the highest mean
 * (Dinkelbach's iteration for a fraction of sums), which with equal weights are the lowest. Null when every lab is excused.
 */
export function totalOf(cells: readonly WeightedCell[], dropLowest: number): Total {
	const counting = cells
		.flatMap(({ ratio, ...cell }) => (ratio === null || cell.weight <= 0 ? [] : [{ ...cell, ratio }]))
		// One order for the sums, whatever the order of the cells.
		.toSorted((a, b) => compareText(a.labId, b.labId));
	const required = counting.filter(({ isExcused }) => !isExcused);
	if (required.length === 0) return { ratio: null, counted: [], dropped: [] };
	let kept: readonly Counting[] = required;
	let mean = meanOf(required);
	for (let round = 0; round < MOST_ROUNDS; round++) {
		const next = keptAt(counting, dropLowest, mean);
		const higher = meanOf(next);
		kept = next;
		if (higher <= mean) break;
		mean = higher;
	}
	const counted = new Set(kept.map(({ labId }) => labId));
	return {
		ratio: meanOf(kept),
		counted: [...counted],
		dropped: required.filter(({ labId }) => !counted.has(labId)).map(({ labId }) => labId),
	};
}

/** The labs to keep if the mean were `mean`: what a lab adds is its weight times what it lies above. */
function keptAt(counting: readonly Counting[], drop: number, mean: number): readonly Counting[] {
	const adds = ({ ratio, weight }: Counting) => weight * (ratio - mean);
	const required = counting.filter(({ isExcused }) => !isExcused);
	const lowest = required.toSorted((a, b) => adds(a) - adds(b) || compareText(a.labId, b.labId)).slice(0, drop);
	const dropped = new Set(lowest.filter((cell) => adds(cell) <= 0));
	const kept = counting.filter((cell) => (cell.isExcused ? adds(cell) > 0 : !dropped.has(cell)));
	return kept.length > 0 ? kept : counting.toSorted((a, b) => b.ratio - a.ratio || compareText(a.labId, b.labId)).slice(0, 1);
}

function meanOf(cells: readonly Counting[]): number {
	const weights = cells.reduce((sum, { weight }) => sum + weight, 0);
	return cells.reduce((sum, { ratio, weight }) => sum + ratio * weight, 0) / weights;
}

/** Halves go up, also where binary fractions lie a little below them. */
export function twoPlaces(value: number): number {
	return Math.round(value * 100 + 1e-6) / 100;
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
