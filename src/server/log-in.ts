/**
 * Checks username and password. One sentence for an unknown name, a wrong password, a locked or deleted account and a demo account outside the demo,
 * after the same work. Five failures per account and address, or 300 per address, close the door for 15 minutes.
 */
import { isOpen, selectOptionalUserByName, type User, updateUser } from '#db/store/users.ts';
import { audit } from './audit.ts';
import type { Context } from './context.ts';
import { type Fields, FormError } from './form.ts';
import { hashPassword, needsRehash, verifyPassword } from './password.ts';
import { forgive, limit, refund } from './rate-limit.ts';

export const NO_MATCH = 'That username and password do not match.';

/** Gives the account's id. @throws FormError on `password`, AppError `too-many`. */
export async function logIn(context: Context, fields: Fields, ip: string): Promise<string> {
	const username = (fields['username'] ?? '').trim().toLowerCase().slice(0, 64);
	const password = (fields['password'] ?? '').slice(0, 128);
	const pair = `${username}|${ip}`;
	// Taken before the slow work and given back after a success: a hundred guesses at once are counted as a hundred.
	await limit(context, 'login-account', pair);
	await limit(context, 'login-address', ip);
	const user = await selectOptionalUserByName(context.client, username);
	const usable = user && isUsable(context, user) ? user : undefined;
	if (!(await verifyPassword(usable?.passwordHash ?? null, password)) || !usable) {
		await audit(context, { actorId: null, action: 'log-in-failed', targetKind: 'user', targetId: user?.id ?? 'unknown', detail: {}, ip });
		throw new FormError({ password: NO_MATCH });
	}
	await Promise.all([forgive(context, 'login-account', pair), refund(context, 'login-address', ip)]);
	await renewHash(context, usable, password);
	await audit(context, { actorId: usable.id, action: 'log-in', targetKind: 'user', targetId: usable.id, detail: {}, ip });
	return usable.id;
}

function isUsable(context: Context, user: User): boolean {
	return isOpen(user) && (!user.isDemo || context.config.isDemo);
}

async function renewHash(context: Context, user: User, password: string): Promise<void> {
	if (user.passwordHash === null || !needsRehash(user.passwordHash)) return;
	await updateUser(context.client, user.id, { passwordHash: await hashPassword(password) });
}
