/** An instructor gives a learner more time for a lab, changes that, or takes it back; with a reason that the learner reads. Each is audited and told. */

import { type Deadline, endOf, extensionAskSchema } from '#contract/deadline.ts';
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import { momentOf, momentText } from '#contract/zoned-time.ts';
import { newId } from '#db/id.ts';
import { type ExtensionRow, endExtensions, listExtensions, listExtensionsEver, writeExtensions } from '#db/store/deadlines.ts';
import { type Cohort, listCohortLearners } from '#db/store/teaching.ts';
import { listDisplayNames } from '#db/store/users.ts';
import { auditRow } from './audit.ts';
import type { Context } from './context.ts';
import { readCohortDues } from './dues.ts';
import { type Fields, parseFields } from './form.ts';
import { requireOpenTaughtCohort } from './manage-cohorts.ts';
import { labLine, requireZone } from './plan-deadlines.ts';
import { type Told, tell } from './tell.ts';

/**
 * @throws FormError, or AppError: `missing` for what is not the actor's, `invalid` for a date that gives no time or is past and not confirmed,
 * `conflict` for an archived cohort, a learner who left, and when the learner has another extension than the one that was seen.
 */
export async function extend(context: Context, actor: Actor, cohortId: string, fields: Fields): Promise<void> {
	const ask = parseFields(extensionAskSchema, fields);
	const cohort = await requireOpenTaughtCohort(context, actor, cohortId);
	await requireStillHere(context, cohort, ask.learner);
	requireZone(ask.zone, cohort.timeZone);
	const dueAt = momentOf(ask.until, cohort.timeZone);
	const due = requireLater((await readCohortDues(context, cohort)).deadlines.get(ask.lab), ask.lab, dueAt);
	requirePastMeant(endOf(dueAt) <= context.now(), ask.confirmed);
	const listEver = async () => (await listExtensionsEver(context.client, cohortId, ask.learner)).filter((row) => row.labId === ask.lab);
	const inForce = (rows: readonly ExtensionRow[]) => rows.findLast(({ endedAt }) => endedAt === null);
	const ever = await listEver();
	const held = inForce(ever);
	// The form may have been opened for another learner or lab, whose extension says nothing about this one.
	const seen = ever.some(({ id }) => id === ask.seen) ? ask.seen : '';
	if ((held?.id ?? '') !== seen) throw await overtaken(context, held, cohort.timeZone);
	const createdAt = new Date(context.now());
	const row = {
		...{ id: newId(context.now()), cohortId, userId: ask.learner, labId: ask.lab, dueAt: new Date(dueAt), reason: ask.reason },
		...{ createdBy: actor.id, createdAt, actId: '', endedAt: null },
	};
	const was = Math.max(due, held?.dueAt.getTime() ?? due);
	const isDone = await writeExtensions(context.client, [row], {
		...{ replaces: held ? [held.id] : [], at: createdAt },
		also: (db) => [
			db.insert(context.client.schema.auditLog).values(auditRow(context, actor, cohortId, 'extension', { ...auditOf(row), was })),
			...tell(context, db, toldOf(cohort, actor, { row, dueAt, was })),
		],
	});
	if (!isDone) throw await overtaken(context, inForce(await listEver()), cohort.timeZone);
}

/** @throws AppError `missing` for one that is not of the actor's cohort, `conflict` when it had ended already. */
export async function takeBackExtension(context: Context, actor: Actor, cohortId: string, id: string): Promise<void> {
	const cohort = await requireOpenTaughtCohort(context, actor, cohortId);
	const { client } = context;
	const row = (await listExtensions(client, cohortId)).find((each) => each.id === id);
	if (!row) throw new AppError('conflict', 'This extension is not in force any more.', { fix: 'Look at the list below.' });
	const due = (await readCohortDues(context, cohort)).deadlines.get(row.labId);
	const isDone = await endExtensions(client, [id], new Date(context.now()), (db) => [
		db.insert(client.schema.auditLog).values(auditRow(context, actor, cohortId, 'extension-end', auditOf(row))),
		...(due ? tell(context, db, toldOf(cohort, actor, { row, dueAt: null, was: row.dueAt.getTime() })) : []),
	]);
	if (!isDone) throw new AppError('conflict', 'This extension had ended already.', { fix: 'Look at the list below.' });
}

/** @throws AppError `conflict` for a learner who left since the form was shown: what was typed stays on the page. */
async function requireStillHere({ client }: Context, { id }: Cohort, learnerId: string): Promise<void> {
	if ((await listCohortLearners(client, id)).some((learner) => learner.id === learnerId)) return;
	throw new AppError('conflict', 'This learner is not in the cohort any more, so nothing was set.', {
		at: 'learner',
		fix: 'Choose another learner, or restore this one on the roster first.',
	});
}

/** The cohort's own date. @throws AppError `invalid` without one, or when the extension would not reach further. */
export function requireLater(due: Deadline | undefined, labId: string, dueAt: number): number {
	const { lesson } = labLine(labId);
	if (due === undefined)
		throw new AppError('invalid', `Lab ${lesson || labId} has no deadline, so there is nothing to extend.`, {
			at: 'lab',
			fix: 'Set its deadline first.',
		});
	if (dueAt <= due.dueAt)
		throw new AppError('invalid', `Lab ${lesson} is due ${momentText(due.dueAt, due.timeZone)} for everybody, and this is no later.`, {
			at: 'until',
			fix: 'Choose a later date.',
		});
	return due.dueAt;
}

/** @throws AppError `invalid` */
export function requirePastMeant(isPast: boolean, confirmed: string | undefined): void {
	if (isPast && confirmed !== 'on')
		throw new AppError('invalid', 'This date is past: what came until then counts as on time, and nobody has more time from now on.', {
			at: 'confirmed',
			fix: 'Choose a later date, or tick that you mean it.',
		});
}

/** What somebody else did meanwhile, so that the instructor can choose. */
async function overtaken({ client }: Context, held: ExtensionRow | undefined, timeZone: string): Promise<AppError> {
	if (held === undefined)
		return new AppError('conflict', 'The extension that you were changing was taken back meanwhile, so nothing was set.', {
			fix: 'Send it again to give a new one.',
		});
	const by = (await listDisplayNames(client, [held.createdBy])).get(held.createdBy) ?? 'Somebody';
	return new AppError(
		'conflict',
		`${by} gave this learner until ${momentText(held.dueAt.getTime(), timeZone)} (“${held.reason}”), so nothing was set.`,
		{
			at: 'seen',
			fix: 'Keep that, or send yours again to take its place.',
		},
	);
}

function auditOf({ id, userId, labId, dueAt, reason }: ExtensionRow): Record<string, unknown> {
	return { extensionId: id, learnerId: userId, labId, dueAt: dueAt.getTime(), reason };
}

/** Of an extension given, or with `dueAt` null taken back. */
export function toldOf(
	cohort: Cohort,
	actor: Actor,
	{ row, dueAt, was }: { row: ExtensionRow; dueAt: number | null; was: number },
): Told[] {
	if (row.userId === null) return [];
	const place = { cohortId: cohort.id, labId: row.labId, timeZone: cohort.timeZone };
	const data = { kind: 'extension' as const, ...place, by: actor.id, dueAt, was, reason: row.reason };
	return [{ userId: row.userId, cause: `extension:${cohort.id}:${row.labId}`, data }];
}
