/**
 * Regrades and their items. A regrade's verdicts stay in its items until it is applied; states change only from the state that the writer saw,
 * so that two processes that work on one regrade do each step once.
 */
import { and, asc, count, desc, eq, gte, inArray, lte, notExists, sql } from 'drizzle-orm';
import type { Verdict } from '#contract/grading.ts';
import type { ChangeCause, ItemState, RegradeScope, RegradeState } from '#contract/regrade.ts';
import { chunks } from '#db/chunks.ts';
import type { Client, Db } from '#db/client.ts';
import { deleteLeasedJob, type Job, type Lane, newJob } from './jobs.ts';
import { learnerIds } from './progress.ts';
import { shownName } from './shown-name.ts';
import type { Submission } from './submissions.ts';

export type Regrade = Client['schema']['regrades']['$inferSelect'];
export type RegradeItem = Client['schema']['regradeItems']['$inferSelect'];
type AuditRow = Client['schema']['auditLog']['$inferInsert'];

/** Regrades wait behind every live submission. */
const PRIORITY = 10;
export interface Candidate {
	readonly submission: Pick<Submission, 'id' | 'userId' | 'mode' | 'labVersion' | 'labHash' | 'checkpoints' | 'createdAt'>;
	readonly verdict: Verdict;
	readonly changeId: string | null;
	/** Why the verdict in force took another's place; null: it was given first. */
	readonly cause: ChangeCause | null;
}

/** Judged submissions of a lab by the cohort's learners of now, oldest first. */
export async function listCandidates(client: Client, cohortId: string, labId: string, scope: RegradeScope): Promise<Candidate[]> {
	const { submissions, verdictChanges, verdicts } = client.schema;
	const { id, userId, mode, labVersion, labHash, checkpoints, createdAt } = submissions;
	return client.db
		.select({
			submission: { id, userId, mode, labVersion, labHash, checkpoints, createdAt },
			verdict: verdicts.verdict,
			changeId: verdicts.changeId,
			cause: verdictChanges.cause,
		})
		.from(submissions)
		.innerJoin(verdicts, eq(verdicts.submissionId, submissions.id))
		.leftJoin(verdictChanges, eq(verdictChanges.id, verdicts.changeId))
		.where(
			and(
				eq(labIdOf(client), labId),
				inArray(userId, learnerIds(client, cohortId)),
				scope.submissionId === undefined ? undefined : eq(id, scope.submissionId),
				scope.learnerId === undefined ? undefined : eq(userId, scope.learnerId),
				scope.from === undefined ? undefined : gte(createdAt, new Date(scope.from)),
				scope.until === undefined ? undefined : lte(createdAt, new Date(scope.until)),
			),
		)
		.orderBy(asc(createdAt), asc(id));
}

const labIdOf = (client: Client) => client.schema.submissions.labId;

/** The regrade with its items, their jobs and its line of the audit log: all or nothing, and nothing when there is one of this id. */
export async function insertRegrade(client: Client, regrade: Regrade, candidates: readonly Candidate[], audit: AuditRow): Promise<void> {
	const { auditLog, jobs, regradeItems, regrades } = client.schema;
	const items = candidates.map(({ submission, verdict, changeId }) => ({
		...({ regradeId: regrade.id, submissionId: submission.id, state: 'queued', before: verdict } as const),
		...{ beforeChangeId: changeId, after: null, isChanged: false, changeId: null, reason: null },
	}));
	const now = regrade.createdAt.getTime();
	const rows = candidates.map(({ submission }) => regradeJob(regrade.id, submission, now));
	await client.atomically(
		(db) => [
			db.insert(regrades).values(regrade).onConflictDoNothing().returning({ id: regrades.id }),
			...chunks(items).map((some) => db.insert(regradeItems).values(some)),
			...chunks(rows).map((some) => db.insert(jobs).values(some)),
			db.insert(auditLog).values(audit),
		],
		{ guard: true },
	);
}

function regradeJob(regradeId: string, { id, checkpoints }: Pick<Submission, 'id' | 'checkpoints'>, now: number): Job {
	const lane: Lane = checkpoints.length > 0 ? 'weights' : 'quick';
	return { ...newJob(id, lane, now), kind: 'regrade', priority: PRIORITY, regradeId };
}

export async function selectOptionalRegrade(client: Client, id: string): Promise<Regrade | undefined> {
	const { regrades } = client.schema;
	return (await client.db.select().from(regrades).where(eq(regrades.id, id)))[0];
}

/** Newest first. */
export async function listRegrades(client: Client, cohortId: string): Promise<Regrade[]> {
	const { regrades } = client.schema;
	return client.db.select().from(regrades).where(eq(regrades.cohortId, cohortId)).orderBy(desc(regrades.createdAt), desc(regrades.id));
}

/** Those that somebody decided on and that are not through, and those that are judged: the last item may be written already. */
export async function listUnfinishedRegrades(client: Client): Promise<Regrade[]> {
	const { regrades } = client.schema;
	return client.db
		.select()
		.from(regrades)
		.where(inArray(regrades.state, ['running', 'applying', 'undoing']));
}

export interface ItemCount {
	readonly regradeId: string;
	readonly state: ItemState;
	readonly isChanged: boolean;
	readonly items: number;
}

export async function countItems(client: Client, regradeIds: readonly string[]): Promise<ItemCount[]> {
	if (regradeIds.length === 0) return [];
	const { regradeItems: t } = client.schema;
	const rows = await client.db
		.select({ regradeId: t.regradeId, state: t.state, isChanged: t.isChanged, items: count() })
		.from(t)
		.where(inArray(t.regradeId, [...regradeIds]))
		.groupBy(t.regradeId, t.state, t.isChanged);
	return rows.map((row) => ({ ...row, items: Number(row.items) }));
}

/** With whose submission each is, by the name that the cohort's staff reads, its time, and the change that put its verdict in force. */
export async function listItems(client: Client, { id, cohortId }: Pick<Regrade, 'id' | 'cohortId'>) {
	const { regradeItems, submissions, users, verdicts } = client.schema;
	const name = shownName(client, cohortId);
	return client.db
		.select({
			item: regradeItems,
			submission: { id: submissions.id, userId: submissions.userId, mode: submissions.mode, createdAt: submissions.createdAt },
			learner: { id: users.id, ...name },
			inForce: verdicts.changeId,
		})
		.from(regradeItems)
		.innerJoin(submissions, eq(submissions.id, regradeItems.submissionId))
		.innerJoin(users, eq(users.id, submissions.userId))
		.innerJoin(verdicts, eq(verdicts.submissionId, submissions.id))
		.where(eq(regradeItems.regradeId, id))
		.orderBy(asc(name.displayName), asc(users.id), asc(submissions.createdAt), asc(submissions.id));
}

/** Items that the next step of applying or undoing would take, oldest submission first: evidence is replaced in the order it came. */
export async function listItemsToChange(client: Client, regradeId: string, state: 'judged' | 'applied'): Promise<RegradeItem[]> {
	const { regradeItems: t } = client.schema;
	return client.db
		.select()
		.from(t)
		.where(and(eq(t.regradeId, regradeId), eq(t.state, state), eq(t.isChanged, true)))
		.orderBy(asc(t.submissionId));
}

/** The item that a job is for; undefined when its submission was erased. */
export async function selectOptionalItem(client: Client, { regradeId, submissionId }: Job): Promise<RegradeItem | undefined> {
	const { regradeItems: t } = client.schema;
	const rows = await client.db
		.select()
		.from(t)
		.where(and(eq(t.regradeId, regradeId), eq(t.submissionId, submissionId)));
	return rows[0];
}

/** What the sandbox said, for the item of a leased job; false when the lease was lost. The last one makes the regrade ready. */
export async function recordItem(
	client: Client,
	job: Job,
	found: { state: 'judged' | 'needs-staff'; after: Verdict | null; isChanged: boolean; reason: string | null; now: number },
): Promise<boolean> {
	const { regradeItems: t } = client.schema;
	const { now, ...columns } = found;
	const written = await client.atomically(
		(db) => [
			deleteLeasedJob(client, db, job),
			db
				.update(t)
				.set(columns)
				.where(and(eq(t.regradeId, job.regradeId), eq(t.submissionId, job.submissionId), eq(t.state, 'queued'))),
			readyWrite(client, db, now, job.regradeId),
		],
		{ guard: true },
	);
	return written !== undefined;
}

/** Of one regrade, or of all: ready once nothing of it waits, also when what waited is gone. */
export function readyWrite(client: Client, db: Db, now: number, regradeId?: string) {
	const { regradeItems: t, regrades } = client.schema;
	const waiting = db
		.select({ one: sql`1` })
		.from(t)
		.where(and(eq(t.regradeId, regrades.id), eq(t.state, 'queued')));
	return db
		.update(regrades)
		.set({ state: 'ready', updatedAt: new Date(now) })
		.where(and(regradeId === undefined ? undefined : eq(regrades.id, regradeId), eq(regrades.state, 'running'), notExists(waiting)));
}

/** From the one state to the other with its audit line; false when it was no longer in the first. */
export async function moveRegrade(
	client: Client,
	id: string,
	move: { from: readonly RegradeState[]; to: RegradeState; now: number; audit?: AuditRow },
): Promise<boolean> {
	const { auditLog, jobs, regrades } = client.schema;
	const written = await client.atomically(
		(db) => [
			db
				.update(regrades)
				.set({ state: move.to, updatedAt: new Date(move.now) })
				.where(and(eq(regrades.id, id), inArray(regrades.state, [...move.from])))
				.returning({ id: regrades.id }),
			...(move.to === 'discarded' ? [db.delete(jobs).where(eq(jobs.regradeId, id))] : []),
			...(move.audit ? [db.insert(auditLog).values(move.audit)] : []),
		],
		{ guard: true },
	);
	return written !== undefined;
}

/** Faults of ours are judged once more, with the line of the audit log; false when the regrade is not waiting for a person. */
export async function requeueItems(client: Client, regradeId: string, { now, audit }: { now: number; audit: AuditRow }): Promise<boolean> {
	const { auditLog, jobs, regradeItems: t, regrades, submissions } = client.schema;
	const failed = await client.db
		.select({ id: submissions.id, checkpoints: submissions.checkpoints })
		.from(t)
		.innerJoin(submissions, eq(submissions.id, t.submissionId))
		.where(and(eq(t.regradeId, regradeId), eq(t.state, 'needs-staff')));
	if (failed.length === 0) return false;
	const written = await client.atomically(
		(db) => [
			db
				.update(regrades)
				.set({ state: 'running', updatedAt: new Date(now) })
				.where(and(eq(regrades.id, regradeId), eq(regrades.state, 'ready')))
				.returning({ id: regrades.id }),
			db
				.update(t)
				.set({ state: 'queued', reason: null })
				.where(and(eq(t.regradeId, regradeId), eq(t.state, 'needs-staff'))),
			...chunks(failed.map((submission) => regradeJob(regradeId, submission, now))).map((some) => db.insert(jobs).values(some)),
			db.insert(auditLog).values(audit),
		],
		{ guard: true },
	);
	return written !== undefined;
}

/** For the transaction that changes the verdict. */
export function moveItemWrite(
	client: Client,
	db: Db,
	item: Pick<RegradeItem, 'regradeId' | 'submissionId' | 'state'>,
	to: Pick<RegradeItem, 'state' | 'changeId'>,
) {
	const { regradeItems: t } = client.schema;
	return db
		.update(t)
		.set(to)
		.where(and(eq(t.regradeId, item.regradeId), eq(t.submissionId, item.submissionId), eq(t.state, item.state)));
}
