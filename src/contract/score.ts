/**
 * Partial credit: the points of the checks that passed, of all points that the lab's checks offer. The one place where points become a score.
 * Measured weights carry no points: they reach their target or they do not.
 */
import type { CheckResult, OfferedPoints, Verdict } from './grading.ts';

export interface ScorePart {
	/** Earned. */
	readonly points: number;
	readonly offered: number;
	readonly passed: number;
	readonly checks: number;
}

export interface Score {
	readonly points: number;
	readonly offered: number;
	/** 0 to 1. */
	readonly ratio: number;
	readonly public: ScorePart;
	readonly hidden: ScorePart;
}

type Scored = Pick<Verdict, 'outcome' | 'checks' | 'offered'>;

/** Null where nothing was judged: our fault is no score of zero. A file that did not load, or was stopped, has what its checks had earned by then. */
export function scoreOf({ outcome, checks, offered }: Scored): Score | null {
	if (outcome === 'unavailable') return null;
	// Verdicts from before `offered` was recorded: the checks that ran are all that is known of what there was.
	const all = offered ?? offeredBy(checks);
	const open = partOf(checks, all, 'public');
	const hidden = partOf(checks, all, 'hidden');
	const points = open.points + hidden.points;
	const total = open.offered + hidden.offered;
	// Without all checks on record a run that was stopped cannot have a share of them.
	const isWhole = offered !== undefined || outcome === 'accepted' || outcome === 'rejected' || outcome === 'error';
	return { points, offered: total, ratio: isWhole && total > 0 ? points / total : 0, public: open, hidden };
}

/** What a list of checks offers, by visibility. */
export function offeredBy(checks: readonly Pick<CheckResult, 'visibility' | 'points'>[]): OfferedPoints {
	const of = (visibility: CheckResult['visibility']) => {
		const some = checks.filter((check) => check.visibility === visibility);
		return { checks: some.length, points: some.reduce((sum, { points }) => sum + points, 0) };
	};
	return { public: of('public'), hidden: of('hidden') };
}

/** "7 of 10 points". */
export function pointsText({ points, offered }: Pick<Score, 'points' | 'offered'>): string {
	return `${points} of ${offered} ${offered === 1 ? 'point' : 'points'}`;
}

function partOf(checks: readonly CheckResult[], offered: OfferedPoints, visibility: CheckResult['visibility']): ScorePart {
	const passed = checks.filter((check) => check.visibility === visibility && check.outcome === 'pass');
	return {
		points: passed.reduce((sum, { points }) => sum + points, 0),
		offered: offered[visibility].points,
		passed: passed.length,
		checks: offered[visibility].checks,
	};
}
