/**
 * An instructor sets, moves or removes deadlines, and the cohort's time zone. Several at once are all or none. What somebody else changed
 * meanwhile is not overwritten: the instructor is shown it and sends again. Learners whose own date moves, or for whom
 * being late does something else, are told in the same transaction.
 */

import type { DeadlineAsk } from '#contract/deadline.ts';
import type { PlannedLab } from '#contract/deadline-plan.ts';
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import { isTimeZone } from '#contract/zoned-time.ts';
import { newId } from '#db/id.ts';
import { changeDeadlines, type DeadlineRow, updateTimeZone } from '#db/store/deadlines.ts';
import { auditRow } from './audit.ts';
import type { Context } from './context.ts';
import { requireOpenTaughtCohort } from './manage-cohorts.ts';
import { planDeadlines, planRemoval, readCohortDeadlines } from './plan-deadlines.ts';
import { type Told, tell } from './tell.ts';

export interface Confirmation {
	/** The change of each lab's deadline that the instructor saw, by lab; none for a lab that had no deadline. */
	readonly seen: Readonly<Record<string, string>>;
	/** They were told which dates are past, and mean them. */
	readonly isPastMeant: boolean;
}

/** @throws AppError `missing`, `invalid` for a date in the past that was not confirmed, `conflict` for what changed meanwhile. */
export async function setDeadlines(
	context: Context,
	actor: Actor,
	cohortId: string,
	ask: DeadlineAsk,
	confirmation: Confirmation,
): Promise<void> {
	const cohort = await requireOpenTaughtCohort(context, actor, cohortId);
	const plan = planDeadlines(await readCohortDeadlines(context, cohort), ask, context.now());
	const past = plan.filter(({ isPast }) => isPast).map(({ lab }) => lab.lesson);
	if (past.length > 0 && !confirmation.isPastMeant)
		throw new AppError('invalid', `${past.join(', ')} would be due in the past: whoever has not submitted is late at once.`, {
			at: 'confirmed',
			fix: 'Choose a later date, or tick that you mean it.',
		});
	await write(context, actor, cohort, plan, confirmation.seen);
}

/** @throws AppError `missing`, `conflict` when it was changed since it was seen, or has none. */
export async function removeDeadline(
	context: Context,
	actor: Actor,
	cohortId: string,
	{ labId, seen }: { labId: string; seen: string },
): Promise<void> {
	const cohort = await requireOpenTaughtCohort(context, actor, cohortId);
	const plan = planRemoval(await readCohortDeadlines(context, cohort), labId, context.now());
	await write(context, actor, cohort, plan, { [labId]: seen });
}

/** Dates that are set stay at their moment and read differently. @throws AppError `missing`, `invalid`, `conflict`. */
export async function setTimeZone(
	context: Context,
	actor: Actor,
	cohortId: string,
	typed: { zone: string; timeZone: string },
): Promise<void> {
	const cohort = await requireOpenTaughtCohort(context, actor, cohortId);
	if (!isTimeZone(typed.timeZone))
		throw new AppError('invalid', `There is no time zone "${typed.timeZone}".`, {
			at: 'timeZone',
			fix: 'Choose one from the list, such as Europe/Berlin.',
		});
	const detail = { before: typed.zone, after: typed.timeZone };
	const which = { cohortId: cohort.id, seen: typed.zone, timeZone: typed.timeZone };
	const isDone = await updateTimeZone(context.client, which, (db) => [
		db.insert(context.client.schema.auditLog).values(auditRow(context, actor, cohort.id, 'cohort-time-zone', detail)),
	]);
	if (!isDone)
		throw new AppError('conflict', `The time zone became ${cohort.timeZone} meanwhile, so nothing was set.`, {
			fix: 'Choose again if you still want another.',
		});
}

async function write(
	context: Context,
	actor: Actor,
	cohort: { id: string; timeZone: string },
	plan: readonly PlannedLab[],
	seen: Readonly<Record<string, string>>,
): Promise<void> {
	const { client } = context;
	const changeId = newId(context.now());
	const changes = plan.map((line) => ({
		...{ seen: seen[line.lab.id] ?? null, cohortId: cohort.id, labId: line.lab.id },
		row: line.to === null ? null : toRow(context, actor, cohort.id, line, changeId),
	}));
	const detail = { changeId, labs: plan.map(({ lab, was, to }) => ({ labId: lab.id, before: was, after: to })) };
	const isDone = await changeDeadlines(client, changes, (db) => [
		db.insert(client.schema.auditLog).values(auditRow(context, actor, cohort.id, 'deadlines', detail)),
		...tell(context, db, toldOf(cohort, plan, changeId)),
	]);
	if (!isDone)
		throw new AppError('conflict', 'A deadline was changed while you were looking at it, so nothing of yours was set.', {
			fix: 'Compare it with yours below, then keep it or set yours.',
		});
}

function toRow({ now }: Context, actor: Actor, cohortId: string, { lab, to }: PlannedLab, changeId: string): DeadlineRow {
	if (to === null) throw new Error('A deadline that is removed has no row.');
	const { late } = to;
	return {
		...{ cohortId, labId: lab.id, dueAt: new Date(to.dueAt), graceMinutes: to.graceMinutes, lateKind: late.kind },
		...{ latePerDay: late.kind === 'reduced' ? late.perDay : 0, lateAtMost: late.kind === 'reduced' ? late.atMost : 0 },
		...{ changeId, changedBy: actor.id, changedAt: new Date(now()) },
	};
}

/** One message a learner, with all labs whose own date moved, or in which being late does something else now. */
function toldOf(cohort: { id: string; timeZone: string }, plan: readonly PlannedLab[], changeId: string): Told[] {
	return [...Map.groupBy(plan.flatMap(changesOf), ({ userId }) => userId)].map(([userId, of]) => ({
		...{ userId, cause: `deadline:${changeId}` },
		data: {
			...{ kind: 'deadline' as const, cohortId: cohort.id, timeZone: cohort.timeZone },
			labs: of.map(({ userId: _, ...lab }) => lab),
		},
	}));
}

type ToldLab = Extract<Told['data'], { kind: 'deadline' }>['labs'][number];

function changesOf({ lab, to, moved, ruled }: PlannedLab): (ToldLab & { readonly userId: string })[] {
	const rule = to === null || ruled.length === 0 ? {} : { rule: { graceMinutes: to.graceMinutes, late: to.late } };
	const isMoved = new Set(moved.map(({ id }) => id));
	return [
		...moved.map((line) => ({ userId: line.id, labId: lab.id, was: line.was, dueAt: line.to, ...rule })),
		...ruled.filter(({ id }) => !isMoved.has(id)).map(({ id, dueAt }) => ({ userId: id, labId: lab.id, was: dueAt, dueAt, ...rule })),
	];
}
