/** The forms of /teach/<cohort>/roster: the join code and its limits, links, sections, pseudonyms, removing and restoring. Each is audited in its own transaction. */
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import { LINK_DAYS, MAX_LINK_DAYS, removalReasonSchema, sectionSchema } from '#contract/roster.ts';
import type { Actor } from '#contract/user.ts';
import { isReading, momentOf } from '#contract/zoned-time.ts';
import { endCohortInvitation, insertCohortInvitation } from '#db/store/cohort-invitations.ts';
import { updateRosterLine } from '#db/store/roster.ts';
import { updateCohortSetting } from '#db/store/teaching.ts';
import { auditRow } from './audit.ts';
import { newCohortLink } from './cohort-links.ts';
import type { Context } from './context.ts';
import { type Fields, parseFields } from './form.ts';
import { idOfForm } from './form-id.ts';
import { renewJoinCode, requireOpenTaughtCohort } from './manage-cohorts.ts';
import { setPseudonyms } from './set-pseudonyms.ts';

const usesSchema = z.coerce
	.number<string>('A number of uses, please.')
	.int('A whole number of uses, please.')
	.min(1, 'At least one use.')
	.max(10_000, 'At most 10,000 uses.');
const codeSchema = z.object({ maxUses: usesSchema, expires: z.string().default('') });
const linkSchema = z.object({
	maxUses: usesSchema,
	days: z.coerce
		.number<string>('A number of days, please.')
		.int('A whole number of days, please.')
		.min(1, 'At least one day.')
		.max(MAX_LINK_DAYS, `At most ${MAX_LINK_DAYS} days.`)
		.default(LINK_DAYS),
	section: sectionSchema.default(''),
	/** Of the page that showed the form. */
	key: z.string().default(''),
});
const placeSchema = z.object({ learner: z.string(), section: sectionSchema });
const removeSchema = z.object({ learner: z.string(), reason: removalReasonSchema });

/** @throws FormError, or AppError: `missing` for what is not the actor's, `conflict` for an archived cohort or what was done meanwhile. */
export async function handleRosterForm(context: Context, actor: Actor, cohortId: string, fields: Fields): Promise<void> {
	await requireOpenTaughtCohort(context, actor, cohortId);
	const action = fields['action'] ?? '';
	switch (action) {
		case 'new-code':
			return renewJoinCode(context, actor, cohortId);
		case 'limit-code':
			return limitCode(context, actor, cohortId, fields);
		case 'open-link':
			return makeOpenLink(context, actor, cohortId, fields);
		case 'end-link':
			return endLink(context, actor, cohortId, fields['link'] ?? '');
		case 'pseudonyms':
			return setPseudonyms(context, actor, cohortId, fields['show'] === 'pseudonyms');
		case 'section':
			return place(context, actor, cohortId, fields);
		case 'remove':
			return remove(context, actor, cohortId, fields);
		case 'restore':
			return restore(context, actor, cohortId, fields['learner'] ?? '');
		default:
			throw new AppError('invalid', `There is nothing to do for "${action}".`, { at: 'action' });
	}
}

async function limitCode(context: Context, actor: Actor, cohortId: string, fields: Fields): Promise<void> {
	const cohort = await requireOpenTaughtCohort(context, actor, cohortId);
	const { maxUses, expires } = parseFields(codeSchema, fields);
	if (expires !== '' && !isReading(expires)) throw new AppError('invalid', 'This is no day with a time.', { at: 'expires' });
	const joinExpiresAt = expires === '' ? null : new Date(momentOf(expires, cohort.timeZone));
	const limits = { joinMaxUses: maxUses, joinExpiresAt };
	const detail = { before: { joinMaxUses: cohort.joinMaxUses, joinExpiresAt: cohort.joinExpiresAt }, after: limits };
	await updateCohortSetting(context.client, cohortId, limits, auditRow(context, actor, cohortId, 'cohort-code-limits', detail));
}

/** The same form sent again makes no other link. */
async function makeOpenLink(context: Context, actor: Actor, cohortId: string, fields: Fields): Promise<void> {
	const { key, ...to } = parseFields(linkSchema, fields);
	const id = idOfForm(key, context.now(), [actor.id, cohortId, to.maxUses, to.days, to.section]);
	const link = newCohortLink(context, actor, cohortId, { ...to, id, userId: null });
	const { maxUses, section, expiresAt } = link;
	await insertCohortInvitation(
		context.client,
		link,
		auditRow(context, actor, cohortId, 'cohort-link', { invitation: id, maxUses, section, expiresAt }),
	);
}

async function endLink(context: Context, actor: Actor, cohortId: string, id: string): Promise<void> {
	const row = auditRow(context, actor, cohortId, 'cohort-link-end', { invitation: id });
	if (!(await endCohortInvitation(context.client, { cohortId, id, at: new Date(context.now()), roles: ['learner'] }, row)))
		throw new AppError('conflict', 'This link was used or taken back already.', { at: 'links', fix: 'Look at the list.' });
}

async function place(context: Context, actor: Actor, cohortId: string, fields: Fields): Promise<void> {
	const { learner: userId, section } = parseFields(placeSchema, fields);
	const row = auditRow(context, actor, cohortId, 'cohort-section', { learnerId: userId, section });
	if (!(await updateRosterLine(context.client, { cohortId, userId, isPresent: true }, { section }, row))) throw gone('moved');
}

async function remove(context: Context, actor: Actor, cohortId: string, fields: Fields): Promise<void> {
	const { learner: userId, reason } = parseFields(removeSchema, fields);
	const change = { removedAt: new Date(context.now()), removedBy: actor.id, removedReason: reason };
	const row = auditRow(context, actor, cohortId, 'cohort-remove', { learnerId: userId, reason });
	if (!(await updateRosterLine(context.client, { cohortId, userId, isPresent: true }, change, row))) throw gone('removed');
}

async function restore(context: Context, actor: Actor, cohortId: string, userId: string): Promise<void> {
	const row = auditRow(context, actor, cohortId, 'cohort-restore-learner', { learnerId: userId });
	const change = { removedAt: null, removedBy: null, removedReason: null };
	if (!(await updateRosterLine(context.client, { cohortId, userId, isPresent: false }, change, row)))
		throw new AppError('conflict', 'This learner is in the cohort already, so nothing was restored.', {
			at: 'learners',
			fix: 'Look at the list: somebody was first, or the button was pressed twice.',
		});
}

/** A colleague was first, or the button was pressed twice: no reason to show another page. */
function gone(what: 'moved' | 'removed'): AppError {
	return new AppError('conflict', `This learner is not in the cohort any more, so nobody was ${what}.`, {
		at: 'learners',
		fix: 'Look under Removed, where they can be restored.',
	});
}
