/** What a change of deadlines would do, before anybody does it: to each lab, to each learner's own date, and to what was submitted already. */

import { type Deadline, type DeadlineAsk, type Due, dueFor, endOf, isSameRule, latenessOf } from '#contract/deadline.ts';
import type { PlannedLab } from '#contract/deadline-plan.ts';
import { AppError } from '#contract/error.ts';
import { addDays, momentOf, oddityOf, wallOf } from '#contract/zoned-time.ts';
import { type DeadlineRow, type ExtensionRow, listDeadlines, listExtensions } from '#db/store/deadlines.ts';
import { listOutcomes } from '#db/store/progress.ts';
import { type Cohort, type CohortLearner, listCohortLearners } from '#db/store/teaching.ts';
import { findLab, labs } from '#labs/index.ts';
import type { Context } from './context.ts';
import { toDeadline } from './dues.ts';

export interface CohortDeadlines {
	readonly cohort: Cohort;
	readonly learners: readonly CohortLearner[];
	readonly rows: ReadonlyMap<string, DeadlineRow>;
	readonly extensions: readonly ExtensionRow[];
	/** Of labs, not of their re-checks, by `<learner> <lab>`. */
	readonly submitted: ReadonlyMap<string, readonly number[]>;
}

export async function readCohortDeadlines({ client }: Context, cohort: Cohort): Promise<CohortDeadlines> {
	const [learners, rows, extensions, submissions] = await Promise.all([
		listCohortLearners(client, cohort.id),
		listDeadlines(client, cohort.id),
		listExtensions(client, cohort.id),
		listOutcomes(client, { cohortId: cohort.id }),
	]);
	const byPlace = Map.groupBy(submissions, ({ userId, labId }) => `${userId} ${labId}`);
	return {
		cohort,
		learners,
		rows: new Map(rows.map((row) => [row.labId, row])),
		extensions,
		submitted: new Map([...byPlace].map(([place, of]) => [place, of.map(({ createdAt }) => createdAt.getTime())])),
	};
}

/** @throws AppError `invalid` for labs that there are not, `conflict` when the cohort's time zone is another than the one it was typed in. */
export function planDeadlines(state: CohortDeadlines, ask: DeadlineAsk, now: number): PlannedLab[] {
	const { timeZone } = state.cohort;
	requireZone(ask.zone, timeZone);
	const chosen = labsOf(ask.which);
	const first = momentOf(ask.due, timeZone);
	return chosen.map(({ id }, n) => {
		const dueAt = ask.step === 'weekly' ? addDays(first, 7 * n, timeZone) : first;
		const oddity = n === 0 || ask.step === 'same' ? oddityOf(ask.due, timeZone) : oddityOf(laterReading(ask.due, 7 * n), timeZone);
		return { ...planLab(state, id, { dueAt, timeZone, graceMinutes: ask.grace, late: ask.rule }, now), oddity };
	});
}

/** The effect of a lab's deadline becoming `to`. */
function planLab(state: CohortDeadlines, labId: string, to: Deadline | null, now: number): PlannedLab {
	const row = state.rows.get(labId);
	const was = row === undefined ? null : toDeadline(row, state.cohort.timeZone);
	const own = Map.groupBy(
		state.extensions.filter((extension) => extension.labId === labId),
		({ userId }) => userId,
	);
	const each = state.learners.map((person) => {
		const extensions = (own.get(person.id) ?? []).map(({ dueAt }) => ({ dueAt: dueAt.getTime() }));
		const [before, after] = [dueFor(was ?? undefined, extensions), dueFor(to ?? undefined, extensions)];
		const times = state.submitted.get(`${person.id} ${labId}`) ?? [];
		return { person, before, after, times };
	});
	// A first deadline and the last of one say it by their date.
	const ruled = was === null || to === null || isSameRule(was, to) ? [] : each;
	return {
		lab: labLine(labId),
		...{ was, to, seen: row?.changeId ?? null, changedBy: row?.changedBy ?? null, changedAt: row?.changedAt?.getTime() ?? null },
		...{ isPast: to !== null && endOf(to.dueAt) <= now, oddity: null },
		moved: each
			.filter(({ before, after }) => before?.dueAt !== after?.dueAt)
			.map(({ person: { id }, before, after }) => ({ id, was: before?.dueAt ?? null, to: after?.dueAt ?? null })),
		ruled: ruled.flatMap(({ person: { id }, after }) => (after === null ? [] : [{ id, dueAt: after.dueAt }])),
		lateAnew: ruled
			.filter(({ times, before, after }) => times.some((t) => isLate(before, t) && isLate(after, t)))
			.map(({ person }) => person),
		held: each.filter(({ after }) => after !== null && after.extendedFrom !== null).map(({ person }) => person),
		waiting: each.filter(({ times }) => times.length === 0).length,
		turnLate: each
			.filter(({ times, before, after }) => times.some((t) => !isLate(before, t) && isLate(after, t)))
			.map(({ person }) => person),
		turnOnTime: each
			.filter(({ times, before, after }) => times.some((t) => isLate(before, t) && !isLate(after, t)))
			.map(({ person }) => person),
	};
}

/** @throws AppError `conflict` for a lab without a deadline. */
export function planRemoval(state: CohortDeadlines, labId: string, now: number): PlannedLab[] {
	const line = planLab(state, labId, null, now);
	if (line.was === null) throw new AppError('conflict', 'This lab has no deadline any more.', { fix: 'Nothing is left to do.' });
	return [line];
}

/** `all`, `module-<n>`, or one lab. @throws AppError `invalid` */
export function labsOf(which: string): readonly { readonly id: string }[] {
	const module = /^module-(\d+)$/.exec(which)?.[1];
	const chosen = labs.filter(
		({ id, lesson }) => which === 'all' || id === which || (module !== undefined && lesson.split('.')[0] === module),
	);
	if (chosen.length === 0)
		throw new AppError('invalid', `There is no lab or module "${which}".`, { at: 'which', fix: 'Choose one from the list.' });
	return chosen;
}

/** @throws AppError `conflict` */
export function requireZone(typedIn: string, timeZone: string): void {
	if (typedIn !== timeZone)
		throw new AppError(
			'conflict',
			`The cohort’s time zone became ${timeZone} while this was typed in ${typedIn || 'another'}, so nothing was set.`,
			{
				at: 'form',
				fix: 'Look at the time again, then send it again.',
			},
		);
}

export function labLine(labId: string): PlannedLab['lab'] {
	const lab = findLab(labId);
	return { id: labId, lesson: lab?.lesson ?? '', title: lab?.title ?? labId };
}

function isLate(due: Due | null, submittedAt: number): boolean {
	return latenessOf(due, submittedAt).isLate;
}

/** A reading of the clock, days later on the calendar. */
function laterReading(wall: string, days: number): string {
	return wallOf(addDays(Date.parse(`${wall}:00Z`), days, 'UTC'), 'UTC');
}
