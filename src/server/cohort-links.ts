/**
 * Links into a cohort: open ones, and personal ones for whom an instructor names. A link's token follows from its id and the
 * installation's secret, so staff can read it again and the database holds only its hash. Opening one does nothing; the form does.
 */
import { createHash, createHmac } from 'node:crypto';
import { AppError } from '#contract/error.ts';
import { LINK_DAYS } from '#contract/roster.ts';
import type { Actor } from '#contract/user.ts';
import { isUniqueViolation } from '#db/client.ts';
import { newId } from '#db/id.ts';
import { type CohortInvitation, listOffersTo, selectOptionalOpenLink, useCohortInvitation } from '#db/store/cohort-invitations.ts';
import { selectOptionalSeat } from '#db/store/memberships.ts';
import { invitationCause } from '#db/store/messages.ts';
import { auditRow } from './audit.ts';
import type { Context } from './context.ts';
import type { Fields } from './form.ts';
import { accountFrom, usernameTaken } from './make-account.ts';
import { countFailure, limit, requireRoom } from './rate-limit.ts';
import { removedWhy } from './removals.ts';
import type { Told } from './tell.ts';

const DAY_MS = 86_400_000;

interface LinkFor {
	/** Of a form that may be sent twice (form-id.ts); a new one, when nothing is said. */
	readonly id?: string;
	readonly username?: string;
	readonly displayName?: string;
	readonly section: string;
	readonly userId: string | null;
	readonly maxUses: number;
	readonly days?: number;
	/** What whoever accepts becomes; a learner, when nothing is said. */
	readonly role?: CohortInvitation['role'];
}

/** The row of a new link, or of an offer to one account, whose link nobody is shown; nothing is written yet. */
export function newCohortLink(context: Context, actor: Actor, cohortId: string, to: LinkFor): CohortInvitation {
	const now = context.now();
	const id = to.id ?? newId(now);
	return {
		...{ id, cohortId, role: to.role ?? 'learner', tokenHash: hashOf(tokenOf(context, id)), userId: to.userId },
		...{ username: to.username ?? null, displayName: to.displayName ?? null, section: to.section, maxUses: to.maxUses, uses: 0 },
		...{ createdBy: actor.id, createdAt: new Date(now), expiresAt: new Date(now + (to.days ?? LINK_DAYS) * DAY_MS), endedAt: null },
	};
}

/** For the account that is asked, where there is one. */
export function toldOfLink({ name }: { readonly name: string }, { id, userId, role, createdBy }: CohortInvitation): Told[] {
	if (userId === null) return [];
	return [{ userId, cause: invitationCause(id), data: { kind: 'invitation', invitationId: id, cohort: name, as: role, by: createdBy } }];
}

export function linkPath(context: Context, id: string): string {
	return `/join/${tokenOf(context, id)}`;
}

/** Cohorts whose instructors ask this account to join. */
export async function listAsks(context: Context, actor: Actor): Promise<{ cohort: string; by: string; path: string }[]> {
	const rows = await listOffersTo(context.client, actor.id, context.now());
	return rows.map(({ link, cohort, by }) => ({ cohort, by, path: linkPath(context, link.id) }));
}

/** @throws AppError `missing` for a link that is unknown, used up, expired, taken back or of an archived cohort, all alike; `too-many`. */
export async function getCohortLink(context: Context, actor: Actor | null, token: string, ip: string) {
	await requireRoom(context, 'join-address', ip);
	const found = await selectOptionalOpenLink(context.client, hashOf(token), context.now());
	if (!found) {
		await countFailure(context, 'join-address', ip);
		throw usedUp();
	}
	if (actor !== null && found.link.userId !== null && found.link.userId !== actor.id)
		throw new AppError('missing', 'This link is for another account.', { fix: 'Sign in with that one.' });
	return found;
}

/** Gives the account that is in now: the actor's, or a new one. @throws AppError `missing`, `forbidden` for whoever was removed; FormError. */
export async function acceptCohortLink(context: Context, actor: Actor | null, token: string, fields: Fields, ip: string): Promise<string> {
	const { link, cohort } = await getCohortLink(context, actor, token, ip);
	if (actor !== null) {
		const seat = await selectOptionalSeat(context.client, cohort.id, actor.id);
		if (seat?.removedAt) throw removedWhy(cohort.name, seat.removedReason);
		if (seat) return actor.id;
	} else if (link.userId !== null) throw new AppError('missing', 'This link is for an account.', { fix: 'Sign in with it first.' });
	const account = actor === null ? await newcomer(context, link, fields, ip) : null;
	const userId = actor?.id ?? account?.id ?? '';
	const by = { id: userId };
	const row = auditRow(context, by, cohort.id, 'cohort-join', { invitation: link.id }, ip);
	try {
		if (!(await useCohortInvitation(context.client, { link, userId, account, now: context.now() }, row))) throw usedUp();
	} catch (error) {
		throw isUniqueViolation(error) ? usernameTaken() : error;
	}
	return userId;
}

/** A personal link makes an account whatever SIGNUP says: an instructor vouches for it. An open one does where codes may. */
async function newcomer(context: Context, link: CohortInvitation, fields: Fields, ip: string) {
	if (link.username === null && context.config.signup === 'closed')
		throw new AppError('forbidden', 'Nobody can sign up here by themselves. Sign in, or ask your instructor for a link of your own.');
	await limit(context, 'signup-code', ip);
	return accountFrom(context, fields, 'learner');
}

function usedUp(): AppError {
	return new AppError('missing', 'This link was used already, was taken back or has run out.', {
		fix: 'Ask your instructor for a new one.',
	});
}

function tokenOf({ secret }: Context, id: string): string {
	return createHmac('sha256', secret.derive('cohort-link')).update(id).digest('base64url');
}

function hashOf(token: string): string {
	return createHash('sha256').update(token).digest('hex');
}
