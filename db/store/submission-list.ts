/**
 * Lists of a cohort's submissions for its instructor, a page at a time. Sorted and filtered by what an index holds, so
 * that no code is read for it; the page's rows are completed afterwards.
 */
import { and, asc, count, countDistinct, desc, eq, exists, gt, gte, inArray, isNull, lt, notExists, or, type SQL } from 'drizzle-orm';
import type { SubmissionSort, SubmissionStand } from '#contract/review.ts';
import type { Client } from '#db/client.ts';
import { type ShownName, shownName } from './shown-name.ts';

export interface SubmissionFilter {
	readonly labId?: string | undefined;
	readonly userId?: string | undefined;
	readonly stand?: SubmissionStand | undefined;
	readonly diagnosis?: string | undefined;
	readonly mode?: 'practice' | 'recheck' | 'exam' | undefined;
	/** Milliseconds since the epoch: from inside, before outside. */
	readonly from?: number | undefined;
	readonly before?: number | undefined;
	readonly marked?: 'comments' | 'overridden' | undefined;
}

/** Where a page ended. */
export interface Cursor {
	readonly id: string;
	readonly userId: string;
	readonly displayName: string;
	readonly createdAt: Date;
}

export interface PagePlace {
	readonly sort: SubmissionSort;
	readonly after?: Cursor | undefined;
	readonly limit: number;
}

/** Of present learners only. */
export function listCohortSubmissions(client: Client, cohortId: string, filter: SubmissionFilter, { sort, after, limit }: PagePlace) {
	const { submissions, memberships, users, verdicts } = client.schema;
	const name = shownName(client, cohortId);
	return client.db
		.select({
			id: submissions.id,
			userId: submissions.userId,
			...name,
			labId: submissions.labId,
			mode: submissions.mode,
			createdAt: submissions.createdAt,
			outcome: verdicts.outcome,
			diagnosis: verdicts.diagnosis,
		})
		.from(memberships)
		.innerJoin(submissions, eq(submissions.userId, memberships.userId))
		.innerJoin(users, eq(users.id, memberships.userId))
		.leftJoin(verdicts, eq(verdicts.submissionId, submissions.id))
		.where(and(matches(client, cohortId, filter), after && isBeyond(client, name, sort, after)))
		.orderBy(...orderOf(client, name, sort))
		.limit(limit);
}

export type CohortSubmission = Awaited<ReturnType<typeof listCohortSubmissions>>[number];

export async function countCohortSubmissions(
	client: Client,
	cohortId: string,
	filter: SubmissionFilter,
): Promise<{ submissions: number; learners: number }> {
	const { submissions, memberships, verdicts } = client.schema;
	const rows = await client.db
		.select({ n: count(), people: countDistinct(submissions.userId) })
		.from(memberships)
		.innerJoin(submissions, eq(submissions.userId, memberships.userId))
		.leftJoin(verdicts, eq(verdicts.submissionId, submissions.id))
		.where(matches(client, cohortId, filter));
	return { submissions: Number(rows[0]?.n ?? 0), learners: Number(rows[0]?.people ?? 0) };
}

/** Where the page after this submission begins; undefined when its learner is not in the cohort now. */
export async function selectOptionalCursor(client: Client, cohortId: string, id: string): Promise<Cursor | undefined> {
	const { submissions, memberships, users } = client.schema;
	const { displayName } = shownName(client, cohortId);
	const rows = await client.db
		.select({ id: submissions.id, userId: submissions.userId, displayName, createdAt: submissions.createdAt })
		.from(submissions)
		.innerJoin(memberships, eq(memberships.userId, submissions.userId))
		.innerJoin(users, eq(users.id, submissions.userId))
		.where(and(eq(submissions.id, id), eq(memberships.cohortId, cohortId)));
	return rows[0];
}

/** Diagnoses that verdicts of the cohort have, in a lab or in all; by name. */
export async function listDiagnoses(client: Client, cohortId: string, labId?: string): Promise<string[]> {
	const { submissions, memberships, verdicts } = client.schema;
	const rows = await client.db
		.selectDistinct({ diagnosis: verdicts.diagnosis })
		.from(memberships)
		.innerJoin(submissions, eq(submissions.userId, memberships.userId))
		.innerJoin(verdicts, eq(verdicts.submissionId, submissions.id))
		.where(matches(client, cohortId, { labId }))
		.orderBy(asc(verdicts.diagnosis));
	return rows.flatMap(({ diagnosis }) => diagnosis ?? []);
}

/** One learner's tries at the same thing, oldest first. */
export async function listTries(client: Client, which: { userId: string; labId: string; mode: 'practice' | 'recheck' | 'exam' }) {
	const { submissions, verdicts } = client.schema;
	return client.db
		.select({ id: submissions.id, createdAt: submissions.createdAt, outcome: verdicts.outcome, diagnosis: verdicts.diagnosis })
		.from(submissions)
		.leftJoin(verdicts, eq(verdicts.submissionId, submissions.id))
		.where(and(eq(submissions.userId, which.userId), eq(submissions.labId, which.labId), eq(submissions.mode, which.mode)))
		.orderBy(asc(submissions.createdAt), asc(submissions.id));
}

export interface Marks {
	/** Comments by submission; none are left out. */
	readonly comments: ReadonlyMap<string, number>;
	/** State of the live job by submission. */
	readonly jobs: ReadonlyMap<string, 'queued' | 'running' | 'needs-staff'>;
	/** Whose outcome a person set. */
	readonly overridden: ReadonlySet<string>;
}

/** What stands beside the rows of a page. */
export async function listMarks(client: Client, ids: readonly string[]): Promise<Marks> {
	if (ids.length === 0) return { comments: new Map(), jobs: new Map(), overridden: new Set() };
	const { comments, jobs, verdictChanges, verdicts } = client.schema;
	const [noted, waiting, changed] = await Promise.all([
		client.db
			.select({ id: comments.submissionId, n: count() })
			.from(comments)
			.where(and(inArray(comments.submissionId, [...ids]), isNull(comments.removedAt)))
			.groupBy(comments.submissionId),
		client.db
			.select({ id: jobs.submissionId, state: jobs.state })
			.from(jobs)
			.where(and(inArray(jobs.submissionId, [...ids]), eq(jobs.kind, 'grade'))),
		client.db
			.select({ id: verdicts.submissionId })
			.from(verdicts)
			.innerJoin(verdictChanges, eq(verdictChanges.id, verdicts.changeId))
			.where(and(inArray(verdicts.submissionId, [...ids]), eq(verdictChanges.cause, 'override'))),
	]);
	return {
		comments: new Map(noted.map(({ id, n }) => [id, Number(n)])),
		jobs: new Map(waiting.map(({ id, state }) => [id, state])),
		overridden: new Set(changed.map(({ id }) => id)),
	};
}

function matches(client: Client, cohortId: string, filter: SubmissionFilter): SQL | undefined {
	const { submissions, memberships, verdicts, verdictChanges, comments } = client.schema;
	const { labId, userId, stand, diagnosis, mode, from, before, marked } = filter;
	const ofSubmission = client.db
		.select({ id: comments.id })
		.from(comments)
		.where(and(eq(comments.submissionId, submissions.id), isNull(comments.removedAt)));
	const setByStaff = client.db
		.select({ id: verdictChanges.id })
		.from(verdictChanges)
		.where(and(eq(verdictChanges.id, verdicts.changeId), eq(verdictChanges.cause, 'override')));
	return and(
		eq(memberships.cohortId, cohortId),
		eq(memberships.role, 'learner'),
		isNull(memberships.removedAt),
		labId === undefined ? undefined : eq(submissions.labId, labId),
		userId === undefined ? undefined : eq(memberships.userId, userId),
		mode === undefined ? undefined : eq(submissions.mode, mode),
		from === undefined ? undefined : gte(submissions.createdAt, new Date(from)),
		before === undefined ? undefined : lt(submissions.createdAt, new Date(before)),
		diagnosis === undefined ? undefined : eq(verdicts.diagnosis, diagnosis),
		stand === undefined ? undefined : standsAs(client, stand),
		marked === 'comments' ? exists(ofSubmission) : undefined,
		marked === 'overridden' ? exists(setByStaff) : undefined,
	);
}

function standsAs(client: Client, stand: SubmissionStand): SQL | undefined {
	const { submissions, verdicts, jobs } = client.schema;
	if (stand !== 'queued' && stand !== 'needs-staff') return eq(verdicts.outcome, stand);
	const parked = client.db
		.select({ id: jobs.id })
		.from(jobs)
		.where(and(eq(jobs.submissionId, submissions.id), eq(jobs.kind, 'grade'), eq(jobs.state, 'needs-staff')));
	return and(isNull(verdicts.id), stand === 'needs-staff' ? exists(parked) : notExists(parked));
}

function orderOf({ schema: { submissions, users } }: Client, { displayName }: ShownName, sort: SubmissionSort): SQL[] {
	if (sort === 'oldest') return [asc(submissions.createdAt), asc(submissions.id)];
	const newest = [desc(submissions.createdAt), desc(submissions.id)];
	return sort === 'newest' ? newest : [asc(displayName), asc(users.id), ...newest];
}

/** What comes after the cursor in this order. */
function isBeyond(
	{ schema: { submissions, users } }: Client,
	{ displayName }: ShownName,
	sort: SubmissionSort,
	after: Cursor,
): SQL | undefined {
	const { createdAt, id } = submissions;
	const isOlder = or(lt(createdAt, after.createdAt), and(eq(createdAt, after.createdAt), lt(id, after.id)));
	if (sort === 'oldest') return or(gt(createdAt, after.createdAt), and(eq(createdAt, after.createdAt), gt(id, after.id)));
	if (sort === 'newest') return isOlder;
	const isSame = eq(displayName, after.displayName);
	return or(gt(displayName, after.displayName), and(isSame, gt(users.id, after.userId)), and(isSame, eq(users.id, after.userId), isOlder));
}

/** Submissions to a lab by present learners, oldest first, without their code; not its re-checks. */
export function listLabSubmissions(client: Client, cohortId: string, labId: string) {
	const { submissions, memberships, users, verdicts } = client.schema;
	return client.db
		.select({
			id: submissions.id,
			userId: submissions.userId,
			displayName: shownName(client, cohortId).displayName,
			createdAt: submissions.createdAt,
			outcome: verdicts.outcome,
		})
		.from(memberships)
		.innerJoin(submissions, eq(submissions.userId, memberships.userId))
		.innerJoin(users, eq(users.id, memberships.userId))
		.leftJoin(verdicts, eq(verdicts.submissionId, submissions.id))
		.where(matches(client, cohortId, { labId, mode: 'practice' }))
		.orderBy(asc(submissions.createdAt), asc(submissions.id));
}

/** Codes by submission. */
export async function listCodes(client: Client, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
	if (ids.length === 0) return new Map();
	const { submissions } = client.schema;
	const rows = await client.db
		.select({ id: submissions.id, code: submissions.code })
		.from(submissions)
		.where(inArray(submissions.id, [...ids]));
	return new Map(rows.map(({ id, code }) => [id, code]));
}
