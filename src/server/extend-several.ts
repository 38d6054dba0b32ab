/**
 * More time in one lab for a section, several, or whom an instructor chose: previewed, then set for all of them or for nobody, with one line in
 * the audit log and a message to each. What was given at once can be taken back at once.
 */
import { severalAskSchema } from '#contract/deadline.ts';
import type { PlannedExtensions } from '#contract/deadline-plan.ts';
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import { newId } from '#db/id.ts';
import { endExtensions, listExtensions, writeExtensions } from '#db/store/deadlines.ts';
import type { Cohort } from '#db/store/teaching.ts';
import { auditRow } from './audit.ts';
import type { Context } from './context.ts';
import { readCohortDues } from './dues.ts';
import { requirePastMeant, toldOf } from './extend.ts';
import { type Fields, parseFields } from './form.ts';
import { requireOpenTaughtCohort } from './manage-cohorts.ts';
import { readCohortDeadlines } from './plan-deadlines.ts';
import { planExtensions, readChosen } from './plan-extensions.ts';
import { tell } from './tell.ts';

/** Sets nothing. @throws FormError, AppError `missing`, and as `planExtensions` */
export async function previewExtensions(context: Context, actor: Actor, cohortId: string, fields: Fields): Promise<PlannedExtensions> {
	return plan(context, await requireOpenTaughtCohort(context, actor, cohortId), fields);
}

/** @throws FormError, AppError: as `previewExtensions`, `invalid` for a past date that was not confirmed, `conflict` for what changed meanwhile. */
export async function extendSeveral(context: Context, actor: Actor, cohortId: string, fields: Fields): Promise<void> {
	const cohort = await requireOpenTaughtCohort(context, actor, cohortId);
	const { lab, to, reason, moved, isPast, digest } = await plan(context, cohort, fields);
	if (digest !== fields['seen']) throw overtaken();
	requirePastMeant(isPast, fields['confirmed']);
	if (moved.length === 0)
		throw new AppError('conflict', 'Everybody whom you chose has as much time already.', { fix: 'Nothing is left to do.' });
	const { client } = context;
	const [actId, at] = [newId(context.now()), new Date(context.now())];
	const rows = moved.map(({ id: userId }) => ({
		...{ id: newId(context.now()), cohortId, userId, labId: lab.id, dueAt: new Date(to), reason },
		...{ createdBy: actor.id, createdAt: at, actId, endedAt: null },
	}));
	const from = new Map(moved.map((line) => [line.id, line.from]));
	const detail = {
		...{ actId, labId: lab.id, dueAt: to, reason },
		extensions: rows.map(({ id, userId }) => ({ extensionId: id, learnerId: userId, was: from.get(userId) })),
	};
	const isDone = await writeExtensions(client, rows, {
		...{ replaces: moved.flatMap(({ replaces }) => replaces ?? []), at },
		also: (db) => [
			db.insert(client.schema.auditLog).values(auditRow(context, actor, cohortId, 'extensions', detail)),
			...tell(
				context,
				db,
				rows.flatMap((row) => toldOf(cohort, actor, { row, dueAt: to, was: from.get(row.userId) ?? to })),
			),
		],
	});
	if (!isDone) throw overtaken();
}

/** Whoever of them was given another one since keeps that. @throws AppError `missing`, `conflict` when none is in force, or one ended meanwhile. */
export async function takeBackSeveral(context: Context, actor: Actor, cohortId: string, actId: string): Promise<void> {
	const cohort = await requireOpenTaughtCohort(context, actor, cohortId);
	const { client } = context;
	const rows = (await listExtensions(client, cohortId)).filter((row) => actId !== '' && row.actId === actId);
	const [first] = rows;
	if (first === undefined)
		throw new AppError('conflict', 'None of these extensions is in force any more.', { fix: 'Look at the list below.' });
	const isDue = (await readCohortDues(context, cohort)).deadlines.has(first.labId);
	const detail = {
		...{ actId, labId: first.labId, dueAt: first.dueAt.getTime(), reason: first.reason },
		extensions: rows.map(({ id, userId }) => ({ extensionId: id, learnerId: userId })),
	};
	const told = rows.flatMap((row) => toldOf(cohort, actor, { row, dueAt: null, was: row.dueAt.getTime() }));
	const isDone = await endExtensions(
		client,
		rows.map(({ id }) => id),
		new Date(context.now()),
		(db) => [
			db.insert(client.schema.auditLog).values(auditRow(context, actor, cohortId, 'extensions-end', detail)),
			...(isDue ? tell(context, db, told) : []),
		],
	);
	if (!isDone)
		throw new AppError('conflict', 'One of them was changed meanwhile, so none was taken back.', {
			fix: 'Look at the list, then send it again.',
		});
}

async function plan(context: Context, cohort: Cohort, fields: Fields): Promise<PlannedExtensions> {
	const ask = parseFields(severalAskSchema, fields);
	const state = await readCohortDeadlines(context, cohort);
	return planExtensions(state, ask, readChosen(state.learners, fields), context.now());
}

function overtaken(): AppError {
	return new AppError('conflict', 'Somebody joined, left or was given other time since this preview, so nothing was set.', {
		at: 'seen',
		fix: 'Look at the new preview, then send it again.',
	});
}
