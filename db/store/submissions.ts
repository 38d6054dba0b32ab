/** Submissions and their verdicts. A submission and its job are one transaction: 202 is answered only after it. */
import { and, count, desc, eq, gte } from 'drizzle-orm';
import { AppError } from '#contract/error.ts';
import { type Client, isUniqueViolation } from '#db/client.ts';
import { type Lane, newJob } from './jobs.ts';

export type Submission = Client['schema']['submissions']['$inferSelect'];
export type VerdictRow = Client['schema']['verdicts']['$inferSelect'];

/** Inserts submission and job, or gives the id of the one that carries the same idempotency key. */
export async function insertSubmission(client: Client, submission: Submission, lane: Lane): Promise<{ id: string; isNew: boolean }> {
	const { submissions, jobs } = client.schema;
	try {
		await client.atomically((db) => [
			db.insert(submissions).values(submission),
			db.insert(jobs).values(newJob(submission.id, lane, submission.createdAt.getTime())),
		]);
		return { id: submission.id, isNew: true };
	} catch (error) {
		if (!isUniqueViolation(error)) throw error;
		const same = await selectOptionalSubmissionByKey(client, submission.userId, submission.idempotencyKey);
		if (!same) throw error;
		return { id: same.id, isNew: false };
	}
}

export async function selectOptionalSubmissionByKey(client: Client, userId: string, key: string): Promise<Submission | undefined> {
	const { submissions } = client.schema;
	const rows = await client.db
		.select()
		.from(submissions)
		.where(and(eq(submissions.userId, userId), eq(submissions.idempotencyKey, key)));
	return rows[0];
}

export async function selectOptionalSubmission(client: Client, id: string): Promise<Submission | undefined> {
	const { submissions } = client.schema;
	const rows = await client.db.select().from(submissions).where(eq(submissions.id, id));
	return rows[0];
}

/** @throws AppError `missing` */
export async function selectSubmission(client: Client, id: string): Promise<Submission> {
	const submission = await selectOptionalSubmission(client, id);
	if (!submission) throw new AppError('missing', `There is no submission ${id}.`);
	return submission;
}

export async function selectOptionalVerdict(client: Client, submissionId: string): Promise<VerdictRow | undefined> {
	const { verdicts } = client.schema;
	const rows = await client.db.select().from(verdicts).where(eq(verdicts.submissionId, submissionId));
	return rows[0];
}

/** Newest first, with the verdict where there is one. */
export async function listSubmissions(client: Client, userId: string, labId?: string) {
	const { submissions, verdicts } = client.schema;
	return client.db
		.select({ submission: submissions, outcome: verdicts.outcome, diagnosis: verdicts.diagnosis, verdict: verdicts.verdict })
		.from(submissions)
		.leftJoin(verdicts, eq(verdicts.submissionId, submissions.id))
		.where(and(eq(submissions.userId, userId), labId === undefined ? undefined : eq(submissions.labId, labId)))
		.orderBy(desc(submissions.createdAt));
}

/** The newest accepted submission of a lab: what `my/<lab>` resolves to. */
export async function selectOptionalAccepted(client: Client, userId: string, labId: string): Promise<Submission | undefined> {
	const { submissions, verdicts } = client.schema;
	const rows = await client.db
		.select({ submission: submissions })
		.from(submissions)
		.innerJoin(verdicts, eq(verdicts.submissionId, submissions.id))
		.where(
			and(eq(submissions.userId, userId), eq(submissions.labId, labId), eq(verdicts.outcome, 'accepted'), eq(submissions.mode, 'practice')),
		)
		.orderBy(desc(submissions.createdAt))
		.limit(1);
	return rows[0]?.submission;
}

/** The newest accepted submission of each lab and kind of sitting, newest first. */
export async function listAccepted(client: Client, userId: string): Promise<Submission[]> {
	const { submissions, verdicts } = client.schema;
	const rows = await client.db
		.select({ submission: submissions })
		.from(submissions)
		.innerJoin(verdicts, eq(verdicts.submissionId, submissions.id))
		.where(and(eq(submissions.userId, userId), eq(verdicts.outcome, 'accepted')))
		.orderBy(desc(submissions.createdAt), desc(submissions.id));
	const newest = Map.groupBy(rows, ({ submission: { labId, mode } }) => `${mode} ${labId}`);
	return [...newest.values()].flatMap(([row]) => row?.submission ?? []);
}

/** Labs that somebody has had accepted; a re-check of one is not the lab. */
export async function listAcceptedLabs(client: Client, userId: string): Promise<Set<string>> {
	const { submissions, verdicts } = client.schema;
	const rows = await client.db
		.selectDistinct({ labId: submissions.labId })
		.from(submissions)
		.innerJoin(verdicts, eq(verdicts.submissionId, submissions.id))
		.where(and(eq(submissions.userId, userId), eq(verdicts.outcome, 'accepted'), eq(submissions.mode, 'practice')));
	return new Set(rows.map(({ labId }) => labId));
}

/** Submissions of one learner and lab since a time, for the limit. */
export async function countSubmissionsSince(client: Client, userId: string, labId: string, since: number): Promise<number> {
	const { submissions } = client.schema;
	const rows = await client.db
		.select({ n: count() })
		.from(submissions)
		.where(and(eq(submissions.userId, userId), eq(submissions.labId, labId), gte(submissions.createdAt, new Date(since))));
	return Number(rows[0]?.n ?? 0);
}

/** Secrets under which submissions were made: more than one when the installation's was replaced. */
export async function listSecretIds(client: Client): Promise<string[]> {
	const { submissions } = client.schema;
	const rows = await client.db.selectDistinct({ secretId: submissions.secretId }).from(submissions);
	return rows.map(({ secretId }) => secretId);
}
