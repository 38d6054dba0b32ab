/**
 * Sessions: the only file that knows lucia. The browser holds a token of 25 random bytes; the table holds its SHA-256.
 * A session ends 14 days after its last use (12 hours for staff) and 30 days after it began, whatever happens.
 */
import { createHash } from 'node:crypto';
import { type Adapter, type DatabaseSession, type DatabaseUser, Lucia, TimeSpan } from 'lucia';
import type { Actor, Role } from '#contract/user.ts';
import {
	deleteSession,
	deleteSessionsBefore,
	deleteSessionsOfUser,
	extendSession,
	insertSession,
	listSessionsOfUser,
	selectOptionalSession,
} from '#db/store/sessions.ts';
import { isOpen, selectOptionalUser, type User } from '#db/store/users.ts';
import { isHttps } from './config.ts';
import type { Context } from './context.ts';

const HOUR_MS = 3_600_000;
const ABSOLUTE_MS = 30 * 24 * HOUR_MS;
const IDLE_DAYS = 14;
/** Staff sessions are short, so each use would write; ten minutes of slack spare that. */
const SLACK_MS = 600_000;

export interface SetCookie {
	readonly name: string;
	readonly value: string;
	readonly options: {
		readonly path: '/';
		readonly httpOnly: true;
		readonly sameSite: 'lax';
		readonly secure: boolean;
		readonly maxAge: number;
	};
}

export interface Visit {
	readonly actor: Actor;
	/** Set when the cookie's own expiry moved. */
	readonly cookie: SetCookie | undefined;
}

const instances = new WeakMap<Context, Lucia>();

export function cookieName(context: Context): string {
	return isSecure(context) ? '__Host-session' : 'session';
}

/** Who the cookie's token belongs to; null when it is unknown, expired, or the account is locked or deleted. */
export async function readSession(context: Context, token: string): Promise<Visit | null> {
	if (!/^[a-z2-7]{40}$/.test(token)) return null;
	const { session } = await luciaOf(context).validateSession(token);
	if (!session) return null;
	const user = await selectOptionalUser(context.client, session.userId);
	if (!user || !isOpen(user) || (user.isDemo && !context.config.isDemo)) return null;
	return { actor: toActor(user), cookie: session.fresh ? cookieOf(context, token) : undefined };
}

/** A new session; the one that the browser held before, if any, ends. */
export async function startSession(context: Context, userId: string, oldToken: string | undefined): Promise<SetCookie> {
	if (oldToken) await luciaOf(context).invalidateSession(oldToken);
	const session = await luciaOf(context).createSession(userId, {});
	return cookieOf(context, session.id);
}

export async function endSession(context: Context, token: string | undefined): Promise<SetCookie> {
	if (token) await luciaOf(context).invalidateSession(token);
	return { ...cookieOf(context, ''), options: { ...cookieOf(context, '').options, maxAge: 0 } };
}

/** Log-out everywhere. */
export async function endSessionsOf(context: Context, userId: string): Promise<void> {
	await luciaOf(context).invalidateUserSessions(userId);
}

export async function deleteExpiredSessions(context: Context): Promise<void> {
	await deleteSessionsBefore(context.client, context.now());
}

export function toActor(user: User): Actor {
	return { id: user.id, username: user.username, displayName: user.displayName, role: user.role, isDemo: user.isDemo };
}

function isSecure(context: Context): boolean {
	return isHttps(context.config) || context.config.GRADUS_MODE === 'production';
}

function cookieOf(context: Context, token: string): SetCookie {
	return {
		name: cookieName(context),
		value: token,
		options: { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(context), maxAge: IDLE_DAYS * 86_400 },
	};
}

function luciaOf(context: Context): Lucia {
	const known = instances.get(context);
	if (known) return known;
	const lucia = new Lucia(adapterOf(context), { sessionExpiresIn: new TimeSpan(IDLE_DAYS, 'd') });
	instances.set(context, lucia);
	return lucia;
}

function idleMs(role: Role): number {
	return role === 'learner' ? IDLE_DAYS * 24 * HOUR_MS : 12 * HOUR_MS;
}

function hashOf(token: string): string {
	return createHash('sha256').update(token).digest('hex');
}

/** lucia's seven methods over our store. It sees tokens only; hashing happens here. */
function adapterOf(context: Context): Adapter {
	const { client } = context;
	return {
		async getSessionAndUser(token): Promise<[DatabaseSession | null, DatabaseUser | null]> {
			const found = await selectOptionalSession(client, hashOf(token));
			if (!found) return [null, null];
			const { session, user } = found;
			return [
				{ id: token, userId: user.id, expiresAt: session.expiresAt, attributes: {} },
				{ id: user.id, attributes: {} },
			];
		},
		// The tokens are not known to us, so the ids in this list are hashes.
		async getUserSessions(userId) {
			return (await listSessionsOfUser(client, userId)).map(({ id, expiresAt }) => ({ id, userId, expiresAt, attributes: {} }));
		},
		async setSession({ id, userId }) {
			const now = context.now();
			const role = (await selectOptionalUser(client, userId))?.role ?? 'learner';
			await insertSession(client, {
				id: hashOf(id),
				userId,
				createdAt: new Date(now),
				expiresAt: new Date(now + idleMs(role)),
				absoluteExpiresAt: new Date(now + ABSOLUTE_MS),
			});
		},
		updateSessionExpiration: (token) => slide(context, hashOf(token)),
		deleteSession: (token) => deleteSession(client, hashOf(token)),
		deleteUserSessions: (userId) => deleteSessionsOfUser(client, userId),
		deleteExpiredSessions: () => deleteExpiredSessions(context),
	};
}

/** lucia proposes 14 days from now; the role's idle time and the absolute end decide. */
async function slide(context: Context, id: string): Promise<void> {
	const found = await selectOptionalSession(context.client, id);
	if (!found) return;
	const until = Math.min(context.now() + idleMs(found.user.role), found.session.absoluteExpiresAt.getTime());
	if (until - found.session.expiresAt.getTime() > SLACK_MS) await extendSession(context.client, id, new Date(until));
}
