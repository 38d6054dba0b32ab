/** Everything held about one person: read whole for the export, erased whole after the lock. */
import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Client } from '#db/client.ts';
import { newId } from '#db/id.ts';
import { readyWrite } from './regrades.ts';
import { newUser } from './users.ts';

/** Rows by table. Neither the password nor the hash of a session or of a feed's address is among them. */
export async function selectEverythingOf(client: Client, userId: string) {
	const { db, schema: s } = client;
	const own = (
		table:
			| typeof s.drafts
			| typeof s.submissions
			| typeof s.mastery
			| typeof s.tutorTurns
			| typeof s.runs
			| typeof s.checkpoints
			| typeof s.memberships
			| typeof s.extensions
			| typeof s.scoreChanges
			| typeof s.helpBounds
			| typeof s.helpRequests
			| typeof s.experimentMembers
			| typeof s.messages
			| typeof s.mutedKinds
			| typeof s.cohortInvitations,
	) => db.select().from(table).where(eq(table.userId, userId));
	const submissionIds = submissionIdsOf(client, userId);
	return {
		drafts: await own(s.drafts),
		submissions: await own(s.submissions),
		verdicts: await db.select().from(s.verdicts).where(inArray(s.verdicts.submissionId, submissionIds)),
		comments: await commentsTo(client, submissionIds),
		verdictChanges: await db.select().from(s.verdictChanges).where(inArray(s.verdictChanges.submissionId, submissionIds)),
		events: await db.select().from(s.events).where(eq(s.events.userId, userId)),
		mastery: await own(s.mastery),
		tutorTurns: await own(s.tutorTurns),
		runs: await own(s.runs),
		checkpoints: await own(s.checkpoints),
		// They have no index by person alone.
		weightSketches: await db.select().from(s.weightSketches).where(inArray(s.weightSketches.submissionId, submissionIds)),
		memberships: await own(s.memberships),
		extensions: await own(s.extensions),
		scoreChanges: await own(s.scoreChanges),
		helpBounds: await own(s.helpBounds),
		helpRequests: await own(s.helpRequests),
		experimentMembers: await own(s.experimentMembers),
		messages: await own(s.messages),
		mutedKinds: await own(s.mutedKinds),
		cohortInvitations: await own(s.cohortInvitations),
		feeds: await db.select({ createdAt: s.feeds.createdAt }).from(s.feeds).where(eq(s.feeds.userId, userId)),
		sessions: await db
			.select({ createdAt: s.sessions.createdAt, expiresAt: s.sessions.expiresAt })
			.from(s.sessions)
			.where(eq(s.sessions.userId, userId)),
	};
}

function submissionIdsOf({ db, schema: { submissions } }: Client, userId: string) {
	return db.select({ id: submissions.id }).from(submissions).where(eq(submissions.userId, userId));
}

/** What the learner may read: not what was taken back. */
function commentsTo({ db, schema: { comments } }: Client, ids: ReturnType<typeof submissionIdsOf>) {
	return db
		.select()
		.from(comments)
		.where(and(inArray(comments.submissionId, ids), isNull(comments.removedAt)));
}

/**
 * Erases code, weights, chats and name. Events and memberships move to a nameless row with a random id, for the totals of the cohort;
 * this is the only change of events that is permitted.
 */
export async function erasePerson(client: Client, userId: string, now: number): Promise<void> {
	const nobody = newId(now);
	await client.atomically((db) => [
		...movesTo(client, db, userId, nobody, now),
		...removals(client, db, userId),
		readyWrite(client, db, now),
	]);
}

function movesTo(client: Client, db: Client['db'], userId: string, nobody: string, now: number): unknown[] {
	const s = client.schema;
	const at = new Date(now);
	const erased = { id: nobody, username: `erased-${nobody}`, displayName: 'Erased account' };
	return [
		db.insert(s.users).values(newUser({ ...erased, role: 'learner', helpProactive: false, createdAt: at, deletedAt: at, erasedAt: at })),
		db.update(s.events).set({ userId: nobody, submissionId: null }).where(eq(s.events.userId, userId)),
		// Nameless too: the outcome of an experiment stays whole.
		db.update(s.experimentMembers).set({ userId: nobody }).where(eq(s.experimentMembers.userId, userId)),
		db.update(s.experiments).set({ createdBy: nobody }).where(eq(s.experiments.createdBy, userId)),
		db.update(s.helpRequests).set({ answeredBy: nobody }).where(eq(s.helpRequests.answeredBy, userId)),
		db.update(s.comments).set({ authorId: nobody }).where(eq(s.comments.authorId, userId)),
		db.update(s.memberships).set({ userId: nobody }).where(eq(s.memberships.userId, userId)),
		db.update(s.cohorts).set({ ownerId: nobody }).where(eq(s.cohorts.ownerId, userId)),
		db.update(s.helpBounds).set({ createdBy: nobody }).where(eq(s.helpBounds.createdBy, userId)),
		db.update(s.extensions).set({ createdBy: nobody }).where(eq(s.extensions.createdBy, userId)),
		db.update(s.scoreChanges).set({ actorId: nobody }).where(eq(s.scoreChanges.actorId, userId)),
		db.update(s.gradebooks).set({ changedBy: nobody }).where(eq(s.gradebooks.changedBy, userId)),
		db.update(s.deadlines).set({ changedBy: nobody }).where(eq(s.deadlines.changedBy, userId)),
		db.update(s.regrades).set({ actorId: nobody }).where(eq(s.regrades.actorId, userId)),
		db.update(s.verdictChanges).set({ actorId: nobody }).where(eq(s.verdictChanges.actorId, userId)),
		db.update(s.invitations).set({ createdBy: nobody }).where(eq(s.invitations.createdBy, userId)),
		db.update(s.memberships).set({ removedBy: nobody }).where(eq(s.memberships.removedBy, userId)),
		db.update(s.cohortInvitations).set({ createdBy: nobody }).where(eq(s.cohortInvitations.createdBy, userId)),
	];
}

function removals(client: Client, db: Client['db'], userId: string): unknown[] {
	const s = client.schema;
	const submissionIds = submissionIdsOf(client, userId);
	return [
		db.delete(s.jobs).where(inArray(s.jobs.submissionId, submissionIds)),
		db.delete(s.comments).where(inArray(s.comments.submissionId, submissionIds)),
		db.delete(s.regradeItems).where(inArray(s.regradeItems.submissionId, submissionIds)),
		db.delete(s.verdictChanges).where(inArray(s.verdictChanges.submissionId, submissionIds)),
		db.delete(s.verdicts).where(inArray(s.verdicts.submissionId, submissionIds)),
		// Before the submissions that it points to.
		db.delete(s.weightSketches).where(eq(s.weightSketches.userId, userId)),
		...[
			s.submissions,
			s.sessions,
			s.drafts,
			s.mastery,
			s.tutorTurns,
			s.helpRequests,
			s.runs,
			s.checkpoints,
			s.helpBounds,
			s.extensions,
			s.scoreChanges,
			s.messages,
			s.mutedKinds,
			s.feeds,
			s.invitations,
			s.cohortInvitations,
		].map((table) => db.delete(table).where(eq(table.userId, userId))),
		db.delete(s.turns).where(eq(s.turns.ownerId, userId)),
		db.delete(s.users).where(eq(s.users.id, userId)),
	];
}
