/** Jobs that wait for a person: tried four times, each time our fault. Listed for staff, and put back into the queue by them. */
import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { Client } from '#db/client.ts';
import { isTaughtBy } from './teachers.ts';

export interface UnjudgedJob {
	readonly submissionId: string;
	readonly labId: string;
	readonly learner: string;
	readonly submittedAt: Date;
	readonly lastError: string | null;
}

/** Oldest first. With a teacher: those of learners in their cohorts that are not archived. */
export async function listUnjudgedJobs(client: Client, teacherId: string | null): Promise<UnjudgedJob[]> {
	const { jobs, submissions, users } = client.schema;
	return client.db
		.select({
			submissionId: jobs.submissionId,
			labId: submissions.labId,
			learner: users.displayName,
			submittedAt: submissions.createdAt,
			lastError: jobs.lastError,
		})
		.from(jobs)
		.innerJoin(submissions, eq(submissions.id, jobs.submissionId))
		.innerJoin(users, eq(users.id, submissions.userId))
		.where(and(eq(jobs.state, 'needs-staff'), teacherId === null ? undefined : inArray(submissions.userId, learnersOf(client, teacherId))))
		.orderBy(asc(submissions.createdAt));
}

function learnersOf(client: Client, teacherId: string) {
	const { cohorts, memberships } = client.schema;
	return client.db
		.select({ userId: memberships.userId })
		.from(memberships)
		.innerJoin(cohorts, eq(cohorts.id, memberships.cohortId))
		.where(and(isTaughtBy(client, teacherId), isNull(cohorts.archivedAt), eq(memberships.role, 'learner'), isNull(memberships.removedAt)));
}

/** Into the queue again as if never tried, except for the number of the attempt, which fences. Gives the submissions that were still unjudged. */
export async function requeueUnjudgedJobs(client: Client, submissionIds: readonly string[], now: number): Promise<string[]> {
	if (submissionIds.length === 0) return [];
	const { jobs } = client.schema;
	const rows = await client.db
		.update(jobs)
		.set({ state: 'queued', runAfter: new Date(now), lastError: null, leaseOwner: null, leaseUntil: null })
		.where(and(inArray(jobs.submissionId, [...submissionIds]), eq(jobs.state, 'needs-staff')))
		.returning({ submissionId: jobs.submissionId });
	return rows.map(({ submissionId }) => submissionId);
}
