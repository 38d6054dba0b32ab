/** Create, rename, archive, restore and a new join code, each audited; and who may read a cohort, change it, and decide about it. */
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import { idOf, newId } from '#db/id.ts';
import type { AuditRow } from '#db/store/audit.ts';
import {
	type Cohort,
	type CohortLearner,
	insertCohort,
	listCohortLearners,
	selectOptionalTaughtCohort,
	updateCohort,
} from '#db/store/teaching.ts';
import { auditRow } from './audit.ts';
import { can, SITE } from './can.ts';
import type { Context } from './context.ts';

/** No letters or digits that are read for one another (0/O, 1/I/L): 30 of them, 8 in a code, about 39 bits. */
const CODE_LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 8;
const DEFAULT_MAX_USES = 250;

export const cohortNameSchema = z
	.string()
	.trim()
	.min(1, 'Give the cohort a name that its learners will recognise.')
	.max(80, 'A name has at most 80 characters.');

export function makeJoinCode(): string {
	return Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join('');
}

/** As every cohort begins. `sent`: what the form said with the key of its page, so that one that is sent twice makes one cohort; empty: without a key. */
export function newCohort(context: Context, actor: Actor, name: string, sent: string): Cohort {
	const now = context.now();
	return {
		id: sent === '' ? newId(now) : idOf(`cohort ${actor.id} ${sent}`),
		name,
		ownerId: actor.id,
		joinCode: makeJoinCode(),
		joinMaxUses: DEFAULT_MAX_USES,
		joinUses: 0,
		joinExpiresAt: null,
		timeZone: 'UTC',
		tutorVisibleSince: null,
		isPseudonymous: false,
		createdAt: new Date(now),
		archivedAt: null,
	};
}

/** `key` is of the page that showed the form; the same name under the same key is one cohort. @throws AppError `invalid` for an empty or long name. */
export async function createCohort(context: Context, actor: Actor, name: string, key = ''): Promise<Cohort> {
	const parsed = parseName(name);
	const cohort = newCohort(context, actor, parsed, key === '' ? '' : JSON.stringify([key, parsed]));
	await insertCohort(context.client, cohort, auditRow(context, actor, cohort.id, 'cohort-create', { name: parsed }));
	return cohort;
}

/** @throws AppError `missing` when the cohort is not this actor's, `conflict` when it is archived. */
export async function renameCohort(context: Context, actor: Actor, cohortId: string, name: string): Promise<void> {
	const parsed = parseName(name);
	await requireOpenTaughtCohort(context, actor, cohortId);
	await update(context, actor, cohortId, { name: parsed }, auditRow(context, actor, cohortId, 'cohort-rename', { name: parsed }));
}

/**
 * An archived cohort keeps everything and takes nobody new. Its learners are no longer told who reads what they ask the tutor, so nobody
 * does; a restored one says so afresh before anything is shown. @throws AppError `missing`, `forbidden` unless it is the actor's own
 */
export async function archiveCohort(context: Context, actor: Actor, cohortId: string, isArchived: boolean): Promise<void> {
	await requireOwnedCohort(context, actor, cohortId);
	const archivedAt = isArchived ? new Date(context.now()) : null;
	const line = auditRow(context, actor, cohortId, isArchived ? 'cohort-archive' : 'cohort-restore', {});
	await update(context, actor, cohortId, { archivedAt, tutorVisibleSince: null }, line);
}

/** The old code ends at once, and uses are counted anew. @throws AppError `missing`, `conflict` when it is archived. */
export async function renewJoinCode(context: Context, actor: Actor, cohortId: string): Promise<void> {
	await requireOpenTaughtCohort(context, actor, cohortId);
	const change = { joinCode: makeJoinCode(), joinUses: 0 };
	await update(context, actor, cohortId, change, auditRow(context, actor, cohortId, 'cohort-new-code', {}));
}

/** For its owner and for instructors beside them. @throws AppError `missing` both for an unknown cohort and for somebody else's. */
export async function requireTaughtCohort(context: Context, actor: Actor, cohortId: string): Promise<Cohort> {
	const cohort = can(actor, 'teach', SITE) ? await selectOptionalTaughtCohort(context.client, actor.id, cohortId) : undefined;
	if (!cohort) throw noCohort();
	return cohort;
}

/** For what changes a cohort, or anything about a learner of it. @throws AppError `missing` as above, `conflict` for an archived one. */
export async function requireOpenTaughtCohort(context: Context, actor: Actor, cohortId: string): Promise<Cohort> {
	const cohort = await requireTaughtCohort(context, actor, cohortId);
	requireOpen(cohort);
	return cohort;
}

/** @throws AppError `conflict` for an archived cohort: everything in it can be read and nothing changed. */
export function requireOpen({ archivedAt }: Pick<Cohort, 'archivedAt'>): void {
	if (archivedAt !== null)
		throw new AppError('conflict', 'The cohort is archived, so nothing in it changes.', { fix: 'Open it again first, from your cohorts.' });
}

/** For what its owner alone decides. @throws AppError `missing` as above, `forbidden` for an instructor beside the owner. */
export async function requireOwnedCohort(context: Context, actor: Actor, cohortId: string): Promise<Cohort> {
	const cohort = await requireTaughtCohort(context, actor, cohortId);
	if (cohort.ownerId !== actor.id) throw new AppError('forbidden', 'Only the owner of the cohort can do this.', { fix: 'Ask them.' });
	return cohort;
}

/** With everybody who is in it now, in the order of the roster. @throws AppError `missing` when the cohort is not this actor's, or the learner is not in it now. */
export async function requireTaughtLearner(
	context: Context,
	actor: Actor,
	cohortId: string,
	learnerId: string,
): Promise<{ cohort: Cohort; learner: CohortLearner; learners: readonly CohortLearner[] }> {
	const cohort = await requireTaughtCohort(context, actor, cohortId);
	const learners = await listCohortLearners(context.client, cohortId);
	const learner = learners.find(({ id }) => id === learnerId);
	if (!learner) throw new AppError('missing', 'This learner is not in the cohort.');
	return { cohort, learner, learners };
}

function parseName(name: string): string {
	const parsed = cohortNameSchema.safeParse(name);
	if (!parsed.success) throw new AppError('invalid', parsed.error.issues[0]?.message ?? 'The name is not usable.', { at: 'name' });
	return parsed.data;
}

async function update(
	context: Context,
	{ id: teacherId }: Actor,
	cohortId: string,
	change: Parameters<typeof updateCohort>[2],
	line: AuditRow,
): Promise<void> {
	if (!(await updateCohort(context.client, { teacherId, cohortId }, change, line))) throw noCohort();
}

function noCohort(): AppError {
	return new AppError('missing', 'There is no such cohort among yours.', { fix: 'Open it from your list of cohorts.' });
}
