/**
 * Cohorts and their owners: nobody deletes an account that owns a cohort in use, and a cohort whose owner has no way in any more is offered by an
 * admin to another instructor, who accepts as with any offer.
 */
import { AppError } from '#contract/error.ts';
import type { OwnerlessCohort } from '#contract/roster.ts';
import type { Actor } from '#contract/user.ts';
import { listCohortInvitations } from '#db/store/cohort-invitations.ts';
import { selectOptionalSeat } from '#db/store/memberships.ts';
import { listOwnedCohorts, listOwnerlessCohorts, offerOwnerlessCohort } from '#db/store/owners.ts';
import { listInstructors } from '#db/store/teachers.ts';
import { listDisplayNames, type User } from '#db/store/users.ts';
import { auditRow } from './audit.ts';
import { can, SITE } from './can.ts';
import { newCohortLink, toldOfLink } from './cohort-links.ts';
import type { Context } from './context.ts';
import type { Fields } from './form.ts';
import { requireInstructor } from './share-cohort.ts';
import { tell } from './tell.ts';

/** What keeps the actor from deleting their account: cohorts of theirs that are in use. */
export function listOwnCohorts({ client }: Context, actor: Actor): Promise<{ id: string; name: string }[]> {
	return listOwnedCohorts(client, actor.id);
}

/** @throws AppError `conflict` while they own a cohort that is not archived. */
export async function requireNoCohort(context: Context, actor: Actor): Promise<void> {
	const names = (await listOwnCohorts(context, actor)).map(({ name }) => `“${name}”`);
	if (names.length > 0)
		throw new AppError(
			'conflict',
			`You own ${names.join(', ')}, and nobody could decide about ${names.length === 1 ? 'it' : 'them'} without you.`,
			{
				fix: 'Offer each to another instructor on its roster, or archive it; then delete the account.',
			},
		);
}

/** For an admin; nothing for anybody else. */
export async function listOwnerless({ client, now }: Context, actor: Actor): Promise<OwnerlessCohort[]> {
	if (!can(actor, 'administer', SITE)) return [];
	const rows = await listOwnerlessCohorts(client);
	return Promise.all(
		rows.map(async ({ cohort, owner }) => {
			const [instructors, links] = await Promise.all([listInstructors(client, cohort.id), listCohortInvitations(client, cohort.id)]);
			const offer = links.find((link) => link.role === 'owner' && link.uses < link.maxUses && link.expiresAt.getTime() > now());
			const names = offer?.userId ? await listDisplayNames(client, [offer.userId]) : new Map<string, string>();
			return {
				...{ id: cohort.id, name: cohort.name, isArchived: cohort.archivedAt !== null, why: whyOf(owner) },
				instructors: instructors.filter(({ id }) => id !== owner.id).map(({ displayName }) => displayName),
				asked: names.get(offer?.userId ?? '') ?? null,
			};
		}),
	);
}

function whyOf({ displayName, erasedAt, deletedAt, lockedAt }: User): string {
	if (erasedAt !== null) return 'The account of its owner is erased.';
	if (deletedAt !== null) return `${displayName}, its owner, deleted the account.`;
	return lockedAt !== null
		? `The account of ${displayName}, its owner, is locked.`
		: `${displayName}, its owner, is no instructor any more.`;
}

/** In place of an earlier offer. @throws FormError, AppError: `missing`, `conflict` for a cohort whose owner can decide, `invalid` for whoever cannot teach it. */
export async function offerOwnerless(context: Context, actor: Actor, fields: Fields, ip: string): Promise<void> {
	if (!can(actor, 'administer', SITE)) throw new AppError('forbidden', 'Only an admin can do this.');
	const found = (await listOwnerlessCohorts(context.client)).find(({ cohort }) => cohort.id === fields['cohort']);
	if (!found)
		throw new AppError('conflict', 'The owner of this cohort can decide about it, so nothing was offered.', { fix: 'Reload the page.' });
	const { cohort, owner } = found;
	const at = `cohort-${cohort.id}`;
	const user = await requireInstructor(context, fields, at);
	if ((await selectOptionalSeat(context.client, cohort.id, user.id))?.role === 'learner')
		throw new AppError('conflict', `${user.displayName} is or was a learner there.`, { at, fix: 'They need another account to teach it.' });
	// In the owner's name, as any offer of the cohort; who made it says the audit log.
	const to = { role: 'owner' as const, userId: user.id, username: user.username, displayName: user.displayName, section: '', maxUses: 1 };
	const link = newCohortLink(context, { ...actor, id: owner.id }, cohort.id, to);
	const line = auditRow(context, actor, cohort.id, 'owner-offer', { invitation: link.id, userId: user.id, isOwnerGone: true }, ip);
	await offerOwnerlessCohort(context.client, link, line, (db) => tell(context, db, toldOfLink(cohort, { ...link, createdBy: actor.id })));
}
