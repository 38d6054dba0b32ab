/** Links that work once: 256 random bits in the address, their SHA-256 in the table, an end after hours. */
import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '#contract/error.ts';
import type { Db } from '#db/client.ts';
import { newId } from '#db/id.ts';
import { type Invitation, insertInvitation, selectOptionalOpenInvitation, takeInvitation } from '#db/store/invitations.ts';
import type { Context } from './context.ts';

const HOUR_MS = 3_600_000;
const LIFE_MS: Readonly<Record<Invitation['kind'], number>> = { admin: HOUR_MS, reset: HOUR_MS, instructor: 72 * HOUR_MS };

/** Gives the path of the link. It is shown once and can never be read again. */
export async function makeLink(
	context: Context,
	kind: Invitation['kind'],
	createdBy: string | null,
	userId: string | null = null,
): Promise<string> {
	const token = randomBytes(32).toString('base64url');
	const now = context.now();
	await insertInvitation(context.client, {
		id: newId(now),
		kind,
		tokenHash: hashOf(token),
		userId,
		createdBy,
		createdAt: new Date(now),
		expiresAt: new Date(now + LIFE_MS[kind]),
		usedAt: null,
	});
	return `/${kind === 'reset' ? 'reset' : 'invite'}/${token}`;
}

/** @throws AppError `missing` for an unknown, used or expired link, all alike. */
export async function requireLink(context: Context, token: string, kinds: readonly Invitation['kind'][]): Promise<Invitation> {
	const link = await selectOptionalOpenInvitation(context.client, hashOf(token), context.now());
	if (!link || !kinds.includes(link.kind)) throw usedUp();
	return link;
}

/** Uses the link up, together with the writes that it allows. @throws AppError `missing` when somebody was faster: nothing is written. */
export async function takeLink(context: Context, token: string, allowed: (db: Db) => unknown[] = () => []): Promise<void> {
	if (!(await takeInvitation(context.client, hashOf(token), context.now(), allowed))) throw usedUp();
}

function usedUp(): AppError {
	return new AppError('missing', 'This link was used already or has run out.', { fix: 'Ask for a new one.' });
}

function hashOf(token: string): string {
	return createHash('sha256').update(token).digest('hex');
}
