/**
 * Several instructors of a cohort, and its passing to another owner. The owner offers, the named account accepts or not, and either ends it later.
 * Instructors do everything that the owner does but decide who teaches and whether the cohort is archived. Each step is audited.
 */
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import { type Actor, usernameSchema } from '#contract/user.ts';
import { type CohortInvitation, endCohortInvitation, insertCohortInvitation, listCohortInvitations } from '#db/store/cohort-invitations.ts';
import { selectOptionalSeat } from '#db/store/memberships.ts';
import { isGone } from '#db/store/owners.ts';
import {
	acceptInstructor,
	acceptOwnership,
	endInstructorSeat,
	type Instructor,
	listInstructors,
	listTeachersOfLearner,
	listTeachingOffers,
} from '#db/store/teachers.ts';
import type { Cohort } from '#db/store/teaching.ts';
import { isOpen, listDisplayNames, selectOptionalUserByName, type User } from '#db/store/users.ts';
import { auditRow } from './audit.ts';
import { can, SITE } from './can.ts';
import { newCohortLink, toldOfLink } from './cohort-links.ts';
import type { Context } from './context.ts';
import { type Fields, parseFields } from './form.ts';
import { requireOpen, requireOwnedCohort, requireTaughtCohort } from './manage-cohorts.ts';
import { tell } from './tell.ts';

export const SHARE_ACTIONS: ReadonlySet<string> = new Set(['invite-instructor', 'offer-ownership', 'end-offer', 'end-instructor', 'leave']);
const offerSchema = z.object({ username: usernameSchema });
const OFFERED = ['instructor', 'owner'] as const;

/** Somebody who teaches the cohort, or is asked to. */
export interface TeachingOffer {
	readonly id: string;
	readonly role: 'instructor' | 'owner';
	readonly displayName: string;
	readonly expiresAt: number;
}

export interface Teaching {
	readonly owner: string;
	readonly isOwner: boolean;
	readonly instructors: readonly Instructor[];
	/** What the owner offered and nobody answered yet; the owner alone reads it. */
	readonly offers: readonly TeachingOffer[];
}

/** The caller has checked that the actor teaches the cohort. */
export async function getTeaching({ client, now }: Context, actor: Actor, cohort: Cohort): Promise<Teaching> {
	const isOwner = cohort.ownerId === actor.id;
	const [instructors, links] = await Promise.all([
		listInstructors(client, cohort.id),
		isOwner ? listCohortInvitations(client, cohort.id) : [],
	]);
	const offers = links.filter((link) => link.role !== 'learner' && link.uses < link.maxUses && link.expiresAt.getTime() > now());
	const names = await listDisplayNames(client, [cohort.ownerId, ...offers.flatMap(({ userId }) => userId ?? [])]);
	return {
		...{ isOwner, instructors, owner: names.get(cohort.ownerId) ?? 'somebody whose account is gone' },
		offers: offers.flatMap(({ id, role, userId, expiresAt }) =>
			role === 'learner'
				? []
				: [{ id, role, displayName: names.get(userId ?? '') ?? 'an account that is gone', expiresAt: expiresAt.getTime() }],
		),
	};
}

/** @throws FormError, or AppError: `missing` for what is not the actor's, `forbidden` for what its owner decides, `conflict` for what cannot be now. */
export async function handleShareForm(context: Context, actor: Actor, cohortId: string, fields: Fields): Promise<void> {
	switch (fields['action']) {
		case 'invite-instructor':
			return offer(context, actor, cohortId, fields, 'instructor');
		case 'offer-ownership':
			return offer(context, actor, cohortId, fields, 'owner');
		case 'end-offer':
			return endOffer(context, actor, cohortId, fields['offer'] ?? '');
		case 'end-instructor':
			await requireOwnedCohort(context, actor, cohortId);
			return endInstructor(context, actor, cohortId, fields['instructor'] ?? '');
		case 'leave':
			return leave(context, actor, cohortId);
		default:
			throw new AppError('invalid', `There is nothing to do for "${fields['action']}".`, { at: 'action' });
	}
}

async function offer(context: Context, actor: Actor, cohortId: string, fields: Fields, role: TeachingOffer['role']): Promise<void> {
	const cohort = await requireOwnedCohort(context, actor, cohortId);
	requireOpen(cohort);
	const user = await requireInstructor(context, fields, at(role));
	await requireNewcomer(context, cohort, user, role);
	const { displayName, id: userId, username } = user;
	const link = newCohortLink(context, actor, cohortId, { role, userId, username, displayName, section: '', maxUses: 1 });
	const line = auditRow(context, actor, cohortId, `${role}-offer`, { invitation: link.id, userId });
	await insertCohortInvitation(context.client, link, line, (db) => tell(context, db, toldOfLink(cohort, link)));
}

/** Whom the form names. @throws FormError, AppError `invalid` */
export async function requireInstructor(context: Context, fields: Fields, at: string): Promise<User> {
	const { username } = parseFields(offerSchema, fields);
	const user = await selectOptionalUserByName(context.client, username);
	// One answer for who is no instructor and who is nobody: a username is no secret, a role may be.
	if (user && isOpen(user) && can({ ...user, isDemo: false }, 'teach', SITE)) return user;
	throw new AppError('invalid', `There is no instructor with the username "${username}".`, {
		at,
		fix: 'Ask them for it; an admin gives the role.',
	});
}

/** @throws AppError `conflict` for whoever has what is offered, is asked already, or learns here. */
async function requireNewcomer(context: Context, cohort: Cohort, user: User, role: TeachingOffer['role']): Promise<void> {
	const refuse = (message: string, fix: string) => new AppError('conflict', message, { at: at(role), fix });
	if (user.id === cohort.ownerId) throw refuse('You own the cohort already.', 'Name somebody else.');
	const seat = await selectOptionalSeat(context.client, cohort.id, user.id);
	if (seat?.role === 'learner') throw refuse(`${user.displayName} is or was a learner here.`, 'They need another account to teach it.');
	if (role === 'instructor' && seat?.removedAt === null)
		throw refuse(`${user.displayName} teaches the cohort already.`, 'Nothing is left to do.');
	const now = context.now();
	const open = (await listCohortInvitations(context.client, cohort.id)).filter(
		(link) => link.role === role && link.uses < link.maxUses && link.expiresAt.getTime() > now,
	);
	if (role === 'owner' && open.length > 0) throw refuse('Somebody is asked to take the cohort over already.', 'Take that back first.');
	if (open.some(({ userId }) => userId === user.id))
		throw refuse(`${user.displayName} is asked already.`, 'Wait for the answer, or take it back.');
}

/** Field of the form in which somebody is named. */
const at = (role: TeachingOffer['role']) => (role === 'owner' ? 'owner' : 'instructor');

async function endOffer(context: Context, actor: Actor, cohortId: string, id: string): Promise<void> {
	await requireOwnedCohort(context, actor, cohortId);
	const row = auditRow(context, actor, cohortId, 'teaching-offer-end', { invitation: id });
	if (!(await endCohortInvitation(context.client, { cohortId, id, at: new Date(context.now()), roles: OFFERED }, row))) throw answered();
}

async function endInstructor(context: Context, actor: Actor, cohortId: string, userId: string): Promise<void> {
	const which = { cohortId, userId, by: actor.id, at: new Date(context.now()) };
	if (!(await endInstructorSeat(context.client, which, auditRow(context, actor, cohortId, 'instructor-end', { userId }))))
		throw new AppError('conflict', 'They do not teach the cohort any more.', { at: 'instructors', fix: 'Look at the list.' });
}

/** Also of an archived cohort: it changes who reads, and nothing in it. */
async function leave(context: Context, actor: Actor, cohortId: string): Promise<void> {
	const { ownerId } = await requireTaughtCohort(context, actor, cohortId);
	if (ownerId === actor.id)
		throw new AppError('conflict', 'The cohort is yours, so you cannot leave it.', {
			at: 'instructors',
			fix: 'Offer it to another instructor first.',
		});
	await endInstructor(context, actor, cohortId, actor.id);
}

/** For a learner: by cohort, who teaches them now; archived ones too, whose instructors go on reading. */
export async function listOwnTeachers({ client }: Context, actor: Actor): Promise<{ cohort: string; names: string[] }[]> {
	const teachers = (await listTeachersOfLearner(client, actor.id)).filter(({ isDeleted }) => !isDeleted);
	const byCohort = Map.groupBy(teachers, ({ cohort }) => cohort.id);
	return [...byCohort.values()].map((some) => ({ cohort: some[0]?.cohort.name ?? '', names: some.map(({ name }) => name) }));
}

/** What waits for the actor's answer. */
export async function listOwnOffers(context: Context, actor: Actor) {
	const rows = await listTeachingOffers(context.client, actor.id, context.now());
	return rows.map(({ offer: { id, role }, cohort, owner }) => ({
		id,
		role,
		cohort: cohort.name,
		by: owner.displayName,
		isOwnerGone: isGone(owner),
	}));
}

/** @throws AppError `missing` for an offer that is not to the actor, `conflict` when it ended meanwhile or they learn in the cohort. */
export async function answerOffer(context: Context, actor: Actor, id: string, isYes: boolean): Promise<void> {
	const { client } = context;
	const found = (await listTeachingOffers(client, actor.id, context.now())).find((row) => row.offer.id === id);
	if (!found || !can(actor, 'teach', SITE)) throw new AppError('missing', 'There is no such offer for you.', { fix: 'Reload the page.' });
	const { offer: asked } = found;
	if (!isYes) {
		const no = auditRow(context, actor, asked.cohortId, 'teaching-offer-decline', { invitation: id });
		const which = { cohortId: asked.cohortId, id, at: new Date(context.now()), roles: OFFERED };
		if (!(await endCohortInvitation(client, which, no))) throw answered();
		return;
	}
	await accept(context, actor, asked);
}

async function accept(context: Context, actor: Actor, asked: CohortInvitation): Promise<void> {
	const { id, cohortId, role, createdBy } = asked;
	const yes = auditRow(context, actor, cohortId, `${role}-accept`, { invitation: id, from: createdBy });
	const answer = { offer: asked, userId: actor.id, now: context.now(), audit: yes };
	const seat = await selectOptionalSeat(context.client, cohortId, actor.id);
	if (seat?.role === 'learner')
		throw new AppError('conflict', 'You are or were a learner there, so you cannot teach it with this account.', {
			fix: 'Decline it, and ask the owner to offer it to another account of yours.',
		});
	const isDone = role === 'owner' ? await acceptOwnership(context.client, answer) : await acceptInstructor(context.client, answer);
	if (!isDone) throw answered();
}

function answered(): AppError {
	return new AppError('conflict', 'This offer was answered, was taken back or has run out.', {
		at: 'instructors',
		fix: 'Look at the list.',
	});
}
