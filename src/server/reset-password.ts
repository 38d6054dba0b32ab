/** One-time links for a new password: made by the instructor of a cohort of that learner or by an admin, audited. Using one ends every session. */
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import { type Actor, passwordSchema } from '#contract/user.ts';
import { deleteOpenInvitations } from '#db/store/invitations.ts';
import { listTeachersOf } from '#db/store/teachers.ts';
import { isOpen, selectOptionalUser, updateUser } from '#db/store/users.ts';
import { audit } from './audit.ts';
import { endSessionsOf } from './auth.ts';
import { can } from './can.ts';
import type { Context } from './context.ts';
import { type Fields, parseFields } from './form.ts';
import { requireUncommon } from './make-account.ts';
import { makeLink, requireLink, takeLink } from './one-time-link.ts';
import { hashPassword } from './password.ts';
import { limit } from './rate-limit.ts';

const resetSchema = z.object({ password: passwordSchema });

/** The path of the link. @throws AppError `missing` for a person whom this actor may not help, `too-many` over 3 an hour for one person. */
export async function makeResetLink(context: Context, actor: Actor, userId: string, ip: string): Promise<string> {
	const user = await selectOptionalUser(context.client, userId);
	const teachers = user ? await listTeachersOf(context.client, userId) : [];
	if (!user || !isOpen(user) || !can(actor, 'reset-password', { kind: 'person', id: userId, role: user.role, teachers })) {
		throw new AppError('missing', 'There is no such learner among yours.');
	}
	await limit(context, 'reset', userId);
	await deleteOpenInvitations(context.client, 'reset', userId);
	const path = await makeLink(context, 'reset', actor.id, userId);
	await audit(context, { actorId: actor.id, action: 'reset-link', targetKind: 'user', targetId: userId, detail: {}, ip });
	return path;
}

/** The name of the person the link is for. @throws AppError `missing` */
export async function getResetName(context: Context, token: string): Promise<string> {
	return (await personOf(context, token)).username;
}

/** Gives the account's id. @throws FormError on `password`, AppError `missing`. */
export async function resetPassword(context: Context, token: string, fields: Fields, ip: string): Promise<string> {
	const user = await personOf(context, token);
	const { password } = parseFields(resetSchema, fields);
	requireUncommon(password, user.username);
	const passwordHash = await hashPassword(password);
	await takeLink(context, token);
	await updateUser(context.client, user.id, { passwordHash });
	await endSessionsOf(context, user.id);
	await audit(context, { actorId: user.id, action: 'reset-password', targetKind: 'user', targetId: user.id, detail: {}, ip });
	return user.id;
}

async function personOf(context: Context, token: string) {
	const link = await requireLink(context, token, ['reset']);
	const user = link.userId === null ? undefined : await selectOptionalUser(context.client, link.userId);
	if (!user || !isOpen(user)) throw new AppError('missing', 'This link was used already or has run out.', { fix: 'Ask for a new one.' });
	return user;
}
