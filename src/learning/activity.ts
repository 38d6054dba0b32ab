/**
 * Activity of a cohort over time: how many learners did anything on a day, and how many submissions came. Days are UTC, as those of the list of
 * submissions are, so that a day's number is the count of that list. Pure; what staff did in a log is nobody's activity.
 */
import type { LearningEvent } from '#contract/event.ts';
import { onceFor } from './kept-log.ts';

const DAY_MS = 86_400_000;
/** Four weeks, today among them. */
export const ACTIVITY_DAYS = 28;

const BY_STAFF: ReadonlySet<LearningEvent['type']> = new Set(['overturn', 'kept', 'regrade']);

interface Timed {
	readonly event: Pick<LearningEvent, 't' | 'type'>;
}

export interface ActivityDay {
	/** "2026-11-27". */
	readonly day: string;
	readonly learners: number;
	readonly submissions: number;
}

/** What one learner did: days of the log, and moments of their submissions, also of those that no verdict has come to. */
export interface OwnActivity {
	readonly days: ReadonlySet<number>;
	readonly submittedAt: readonly number[];
}

/** Days since the epoch on which the learner of this log did anything. Computed once for as long as somebody holds the log. */
export const activeDays = onceFor(
	(log: readonly Timed[]) => new Set(log.flatMap(({ event }) => (isByLearner(event) ? dayOf(event.t) : []))),
);

/** When the learner of a log, which is by time, last did anything: there, or in a lab, where a submission may still wait for its verdict. */
export function lastActivity(log: readonly Timed[], labs: readonly { readonly lastAt: number | null }[]): number | null {
	const last = Math.max(log.findLast(({ event }) => isByLearner(event))?.event.t ?? 0, ...labs.map(({ lastAt }) => lastAt ?? 0));
	return last > 0 ? last : null;
}

/** The last ACTIVITY_DAYS days, oldest first. */
export function activityByDay(learners: Iterable<OwnActivity>, now: number): ActivityDay[] {
	const first = dayOf(now) - ACTIVITY_DAYS + 1;
	const counts = Array.from({ length: ACTIVITY_DAYS }, () => ({ learners: 0, submissions: 0 }));
	for (const { days, submittedAt } of learners) {
		const submitted = new Set<number>();
		for (const at of submittedAt) {
			const count = counts[dayOf(at) - first];
			if (count === undefined) continue;
			count.submissions++;
			submitted.add(dayOf(at) - first);
		}
		for (const [n, count] of counts.entries()) if (days.has(first + n) || submitted.has(n)) count.learners++;
	}
	return counts.map((count, n) => ({ day: new Date((first + n) * DAY_MS).toISOString().slice(0, 10), ...count }));
}

/** Not what staff wrote into the log of a learner. */
export function isByLearner({ type }: Pick<LearningEvent, 'type'>): boolean {
	return !BY_STAFF.has(type);
}

function dayOf(t: number): number {
	return Math.floor(t / DAY_MS);
}
