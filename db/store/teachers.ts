/** Who teaches a cohort: its owner, and instructors whom the owner invited and who accepted. Every write names what it relies on, so that of two answers one counts. */
import { and, asc, eq, inArray, isNull, or } from 'drizzle-orm';
import type { Client, Db } from '#db/client.ts';
import type { AuditRow } from './audit.ts';
import { type CohortInvitation, isUnused, isUsable } from './cohort-invitations.ts';
import { settleInvitationsWrite } from './messages.ts';
import { isOwnerGone } from './owners.ts';

/** A condition on cohorts. */
export function isTaughtBy(client: Client, userId: string) {
	const { cohorts, memberships } = client.schema;
	const shared = client.db
		.select({ id: memberships.cohortId })
		.from(memberships)
		.where(and(eq(memberships.userId, userId), isInstructor(client)));
	return or(eq(cohorts.ownerId, userId), inArray(cohorts.id, shared));
}

export interface Instructor {
	readonly id: string;
	readonly username: string;
	readonly displayName: string;
	readonly since: Date;
}

/** Those beside the owner, in the order in which they came. */
export async function listInstructors(client: Client, cohortId: string): Promise<Instructor[]> {
	const { memberships, users } = client.schema;
	return client.db
		.select({ id: users.id, username: users.username, displayName: users.displayName, since: memberships.joinedAt })
		.from(memberships)
		.innerJoin(users, eq(users.id, memberships.userId))
		.where(and(...[eq(memberships.cohortId, cohortId), isInstructor(client), isNull(users.deletedAt)]))
		.orderBy(asc(memberships.joinedAt), asc(users.id));
}

export interface TeacherOf {
	readonly id: string;
	readonly name: string;
	readonly isDeleted: boolean;
	readonly cohort: Client['schema']['cohorts']['$inferSelect'];
	/** Of an instructor beside the owner: when they came. */
	readonly since: Date | null;
}

/** Everybody who teaches somebody now, once for each cohort, archived ones too; by cohort, owners first. */
export async function listTeachersOfLearner(client: Client, userId: string): Promise<TeacherOf[]> {
	const { cohorts, memberships, users } = client.schema;
	const learnsIn = client.db
		.select({ id: memberships.cohortId })
		.from(memberships)
		.where(and(eq(memberships.userId, userId), eq(memberships.role, 'learner'), isNull(memberships.removedAt)));
	const [owners, instructors] = await Promise.all([
		client.db
			.select({ cohort: cohorts, id: users.id, name: users.displayName, deletedAt: users.deletedAt })
			.from(cohorts)
			.innerJoin(users, eq(users.id, cohorts.ownerId))
			.where(inArray(cohorts.id, learnsIn)),
		client.db
			.select({ cohort: cohorts, id: users.id, name: users.displayName, deletedAt: users.deletedAt, since: memberships.joinedAt })
			.from(memberships)
			.innerJoin(cohorts, eq(cohorts.id, memberships.cohortId))
			.innerJoin(users, eq(users.id, memberships.userId))
			.where(and(inArray(memberships.cohortId, learnsIn), isInstructor(client)))
			.orderBy(asc(users.displayName)),
	]);
	return [...owners.map((row) => ({ ...row, since: null })), ...instructors]
		.map(({ deletedAt, ...row }) => ({ ...row, isDeleted: deletedAt !== null }))
		.sort((a, b) => a.cohort.name.localeCompare(b.cohort.name, 'en') || Number(a.since !== null) - Number(b.since !== null));
}

/** Ids of everybody who teaches somebody now. */
export async function listTeachersOf(client: Client, userId: string): Promise<string[]> {
	return [...new Set((await listTeachersOfLearner(client, userId)).map(({ id }) => id))];
}

/** Offers of cohorts that wait for somebody's answer: in the name of whoever owns the cohort now, which is not archived unless its owner is gone. */
export async function listTeachingOffers(client: Client, userId: string, now: number) {
	const { cohortInvitations: links, cohorts, users } = client.schema;
	return client.db
		.select({ offer: links, cohort: cohorts, owner: users })
		.from(links)
		.innerJoin(cohorts, and(eq(cohorts.id, links.cohortId), eq(cohorts.ownerId, links.createdBy), isOffered(client)))
		.innerJoin(users, eq(users.id, links.createdBy))
		.where(and(...[eq(links.userId, userId), inArray(links.role, ['instructor', 'owner']), isUsable(client, now)]))
		.orderBy(asc(links.createdAt));
}

interface Answer {
	readonly offer: CohortInvitation;
	readonly userId: string;
	readonly now: number;
	readonly audit: AuditRow;
}

/** False when the offer ended meanwhile, its owner is no longer the owner, or this account learns or learned in the cohort. */
export async function acceptInstructor(client: Client, { offer, userId, now, audit }: Answer): Promise<boolean> {
	const { auditLog } = client.schema;
	const done = await client.atomically(
		(db) => [
			takeOffer(client, db, { offer, userId, now }),
			seatWrite(client, db, { cohortId: offer.cohortId, userId, now }),
			settleInvitationsWrite(client, db, eq(client.schema.cohortInvitations.id, offer.id), new Date(now)),
			db.insert(auditLog).values(audit),
		],
		{ guard: 2 },
	);
	return done !== undefined;
}

/** The owner before stays as an instructor; what else they offered ends, and nobody reads conversations until it is turned on again. False as above. */
export async function acceptOwnership(client: Client, { offer, userId, now, audit }: Answer): Promise<boolean> {
	const { auditLog, cohortInvitations: links, cohorts, memberships } = client.schema;
	const { cohortId, createdBy } = offer;
	const isOpenOffer = and(eq(links.cohortId, cohortId), inArray(links.role, ['instructor', 'owner']), isUnused(client));
	const at = new Date(now);
	const done = await client.atomically(
		(db) => [
			takeOffer(client, db, { offer, userId, now }),
			db
				.update(cohorts)
				.set({ ownerId: userId, tutorVisibleSince: null })
				.where(and(eq(cohorts.id, cohortId), eq(cohorts.ownerId, createdBy)))
				.returning({ id: cohorts.id }),
			db
				.update(memberships)
				.set({ removedAt: at, removedBy: userId })
				.where(and(eq(memberships.cohortId, cohortId), eq(memberships.userId, userId), isInstructor(client))),
			seatWrite(client, db, { cohortId, userId: createdBy, now }),
			settleInvitationsWrite(client, db, or(eq(links.id, offer.id), isOpenOffer), at),
			db.update(links).set({ endedAt: at }).where(isOpenOffer),
			db.insert(auditLog).values(audit),
		],
		{ guard: 2 },
	);
	return done !== undefined;
}

/** With its audit line. False when they do not teach the cohort any more, or own it. */
export async function endInstructorSeat(
	client: Client,
	which: { cohortId: string; userId: string; by: string; at: Date },
	audit: AuditRow,
): Promise<boolean> {
	const { auditLog, memberships } = client.schema;
	const done = await client.atomically(
		(db) => [
			db
				.update(memberships)
				.set({ removedAt: which.at, removedBy: which.by })
				.where(and(eq(memberships.cohortId, which.cohortId), eq(memberships.userId, which.userId), isInstructor(client)))
				.returning({ userId: memberships.userId }),
			db.insert(auditLog).values(audit),
		],
		{ guard: true },
	);
	return done !== undefined;
}

function isInstructor({ schema: { memberships } }: Client) {
	return and(eq(memberships.role, 'instructor'), isNull(memberships.removedAt));
}

/** Offers of an archived cohort rest; of one whose owner is gone they do not, because nobody could open it. */
function isOffered(client: Client) {
	return or(isNull(client.schema.cohorts.archivedAt), isOwnerGone(client));
}

/** Uses the offer up, as long as it stands and the cohort is still that owner's, and not resting in an archive. */
function takeOffer(client: Client, db: Db, { offer, userId, now }: Omit<Answer, 'audit'>): unknown {
	const { cohortInvitations: links, cohorts } = client.schema;
	const standing = db
		.select({ id: cohorts.id })
		.from(cohorts)
		.where(and(eq(cohorts.id, offer.cohortId), eq(cohorts.ownerId, offer.createdBy), isOffered(client)));
	return db
		.update(links)
		.set({ uses: 1 })
		.where(and(...[eq(links.id, offer.id), eq(links.userId, userId), inArray(links.cohortId, standing), isUsable(client, now)]))
		.returning({ id: links.id });
}

/** Whoever taught here before comes back; a learner's seat stays what it is, and then no row comes back. */
function seatWrite({ schema: { memberships } }: Client, db: Db, seat: { cohortId: string; userId: string; now: number }): unknown {
	const { cohortId, userId } = seat;
	const joinedAt = new Date(seat.now);
	return db
		.insert(memberships)
		.values({ cohortId, userId, role: 'instructor', joinedAt })
		.onConflictDoUpdate({
			target: [memberships.cohortId, memberships.userId],
			set: { joinedAt, removedAt: null, removedBy: null, removedReason: null },
			setWhere: eq(memberships.role, 'instructor'),
		})
		.returning({ userId: memberships.userId });
}
