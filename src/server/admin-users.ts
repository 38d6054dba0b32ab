/** What /admin shows and does: people, their roles, locks, and taking back a deletion before it is carried out, and cohorts without an owner. Nobody changes their own role, so one admin always remains. */
import { AppError } from '#contract/error.ts';
import { type Actor, roleSchema } from '#contract/user.ts';
import { listUsers, selectOptionalUser, type User, updateUser } from '#db/store/users.ts';
import { audit } from './audit.ts';
import { endSessionsOf } from './auth.ts';
import { can } from './can.ts';
import type { Context } from './context.ts';
import { noteGivenBack } from './deletions.ts';
import type { Fields } from './form.ts';
import { makeInstructorLink } from './invite.ts';
import { offerOwnerless } from './ownerless.ts';
import { makeResetLink } from './reset-password.ts';
import { retryUnjudged } from './retry-unjudged.ts';

const PAGE_SIZE = 100;

export interface PersonRow {
	readonly id: string;
	readonly username: string;
	readonly displayName: string;
	readonly role: User['role'];
	readonly isDemo: boolean;
	readonly createdAt: Date;
	readonly lockedAt: Date | null;
	/** They deleted the account themselves; it is erased 30 days later unless restored. */
	readonly deletedAt: Date | null;
}

export async function getPeople(context: Context, part: string): Promise<PersonRow[]> {
	const users = await listUsers(context.client, part.slice(0, 80), PAGE_SIZE);
	return users.map(({ id, username, displayName, role, isDemo, createdAt, lockedAt, deletedAt }) => ({
		id,
		username,
		displayName,
		role,
		isDemo,
		createdAt,
		lockedAt,
		deletedAt,
	}));
}

/** Gives the path of a link when the action makes one. @throws AppError `invalid`, `missing` or `forbidden`. */
export async function handleAdminForm(
	context: Context,
	actor: Actor,
	fields: Fields,
	ip: string,
): Promise<{ readonly label: string; readonly path: string } | null> {
	const target = fields['user'] ?? '';
	switch (fields['action']) {
		case 'role':
			await setRole(context, actor, target, fields['role'] ?? '', ip);
			return null;
		case 'lock':
		case 'unlock':
			await setLock(context, actor, target, fields['action'] === 'lock', ip);
			return null;
		case 'restore':
			await takeBackDeletion(context, actor, target, ip);
			return null;
		case 'retry':
			await retryUnjudged(context, actor, fields['submission'] ?? '', ip);
			return null;
		case 'offer-cohort':
			await offerOwnerless(context, actor, fields, ip);
			return null;
		case 'reset':
			return { label: 'One-time link for a new password, good for one hour', path: await makeResetLink(context, actor, target, ip) };
		case 'instructor-link':
			return { label: 'Link that makes one person an instructor, good for 72 hours', path: await makeInstructorLink(context, actor, ip) };
		default:
			throw new AppError('invalid', 'There is nothing to do for this form.', { fix: 'Reload the page and try again.' });
	}
}

async function setRole(context: Context, actor: Actor, userId: string, typed: string, ip: string): Promise<void> {
	const user = await requirePerson(context, actor, userId);
	const role = roleSchema.safeParse(typed);
	if (!role.success) throw new AppError('invalid', `There is no role "${typed}".`, { fix: 'Choose learner, instructor or admin.' });
	await updateUser(context.client, userId, { role: role.data });
	await endSessionsOf(context, userId);
	await audit(context, {
		actorId: actor.id,
		action: 'role-change',
		targetKind: 'user',
		targetId: userId,
		detail: { from: user.role, to: role.data },
		ip,
	});
}

async function setLock(context: Context, actor: Actor, userId: string, isLocked: boolean, ip: string): Promise<void> {
	await requirePerson(context, actor, userId);
	await updateUser(context.client, userId, { lockedAt: isLocked ? new Date(context.now()) : null });
	if (isLocked) await endSessionsOf(context, userId);
	await audit(context, { actorId: actor.id, action: isLocked ? 'lock' : 'unlock', targetKind: 'user', targetId: userId, detail: {}, ip });
}

/** A lock stays as it is: one state says nothing of the other. */
async function takeBackDeletion(context: Context, actor: Actor, userId: string, ip: string): Promise<void> {
	await requirePerson(context, actor, userId);
	await noteGivenBack(context, userId);
	await updateUser(context.client, userId, { deletedAt: null });
	await audit(context, { actorId: actor.id, action: 'restore', targetKind: 'user', targetId: userId, detail: {}, ip });
}

async function requirePerson(context: Context, actor: Actor, userId: string): Promise<User> {
	const user = await selectOptionalUser(context.client, userId);
	if (!user || user.erasedAt !== null) throw new AppError('missing', 'There is no such account.');
	if (!can(actor, 'administer', { kind: 'person', id: user.id, role: user.role, teachers: [] })) {
		throw new AppError('forbidden', 'This is your own account, and only another admin can change it.');
	}
	return user;
}
