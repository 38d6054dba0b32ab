/** Links that make somebody an instructor (72 h, from an admin) or the first admin (1 h, printed at start). Each works once and is confirmed by a form. */
import type { Actor, Role } from '#contract/user.ts';
import { isUniqueViolation } from '#db/client.ts';
import { deleteOpenInvitations } from '#db/store/invitations.ts';
import { countUsers, insertUserWrite, updateUser } from '#db/store/users.ts';
import { audit } from './audit.ts';
import { endSessionsOf } from './auth.ts';
import type { Context } from './context.ts';
import type { Fields } from './form.ts';
import { accountFrom, usernameTaken } from './make-account.ts';
import { makeLink, requireLink, takeLink } from './one-time-link.ts';

/** What the link makes of the person who accepts. @throws AppError `missing` */
export async function getInvitedRole(context: Context, token: string): Promise<'admin' | 'instructor'> {
	const { kind } = await requireLink(context, token, ['admin', 'instructor']);
	return kind === 'admin' ? 'admin' : 'instructor';
}

/** Somebody signed in takes the role; a guest makes an account with it. Gives the account's id. Other sessions end: the role has changed. */
export async function acceptInvitation(context: Context, actor: Actor | null, token: string, fields: Fields, ip: string): Promise<string> {
	const role = await getInvitedRole(context, token);
	const userId = actor === null ? await acceptAsNewcomer(context, token, fields, role) : await acceptAs(context, actor, token, role);
	await endSessionsOf(context, userId);
	await audit(context, { actorId: userId, action: 'invite-accept', targetKind: 'user', targetId: userId, detail: { role }, ip });
	return userId;
}

/** Whoever comes second finds the link used, and no account is made. */
async function acceptAsNewcomer(context: Context, token: string, fields: Fields, role: Role): Promise<string> {
	const account = await accountFrom(context, fields, role);
	try {
		await takeLink(context, token, (db) => [insertUserWrite(context.client, db, account)]);
	} catch (error) {
		throw isUniqueViolation(error) ? usernameTaken() : error;
	}
	return account.id;
}

async function acceptAs(context: Context, actor: Actor, token: string, role: Role): Promise<string> {
	await takeLink(context, token);
	// An admin who opens an instructor's link stays an admin.
	if (actor.role !== 'admin') await updateUser(context.client, actor.id, { role });
	return actor.id;
}

export async function makeInstructorLink(context: Context, actor: Actor, ip: string): Promise<string> {
	const path = await makeLink(context, 'instructor', actor.id);
	await audit(context, { actorId: actor.id, action: 'instructor-link', targetKind: 'site', targetId: 'site', detail: {}, ip });
	return path;
}

/** A link for the first admin, or undefined when there is one. Each start ends the links of the starts before. */
export async function makeFirstAdminLink(context: Context): Promise<string | undefined> {
	if ((await countUsers(context.client, 'admin')) > 0) return undefined;
	await deleteOpenInvitations(context.client, 'admin');
	return makeLink(context, 'admin', null);
}
