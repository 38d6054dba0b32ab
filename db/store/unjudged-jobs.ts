/** Jobs that wait for a person: tried four times, each time our fault. Listed for staff, and put back into the queue by them. */
import { and, asc, eq, inArray, isNotNull, isNull, min, sql } from 'drizzle-orm';
import type { Client } from '#db/client.ts';
import { nameUnless } from './shown-name.ts';
import { isTaughtBy } from './teachers.ts';

export interface UnjudgedJob {
	readonly submissionId: string;
	readonly labId: string;
	/** As the person who asks reads it: a pseudonym, where a cohort of theirs hides the learner's name. */
	readonly learner: string;
	/** A cohort that they teach, in which the learner is: where the submission can be read. Null: none. */
	readonly cohortId: string | null;
	readonly submittedAt: Date;
	readonly lastError: string | null;
}

/** Oldest first, of learners in cohorts that somebody teaches and that are not archived; with `isEverybody` of all. */
export async function listUnjudgedJobs(
	client: Client,
	teacherId: string,
	{ isEverybody }: { isEverybody: boolean },
): Promise<UnjudgedJob[]> {
	const { jobs, submissions, users } = client.schema;
	const taught = seatsOf(client, teacherId);
	return client.db
		.select({
			submissionId: jobs.submissionId,
			labId: submissions.labId,
			learner: nameUnless(client, sql`${taught.hidden} = 1`).displayName,
			cohortId: taught.cohortId,
			submittedAt: submissions.createdAt,
			lastError: jobs.lastError,
		})
		.from(jobs)
		.innerJoin(submissions, eq(submissions.id, jobs.submissionId))
		.innerJoin(users, eq(users.id, submissions.userId))
		.leftJoin(taught, eq(taught.userId, submissions.userId))
		.where(and(eq(jobs.state, 'needs-staff'), isEverybody ? undefined : isNotNull(taught.userId)))
		.orderBy(asc(submissions.createdAt), asc(submissions.id));
}

/** One line a learner who waits: the first of the teacher's cohorts that they are in, and whether any of these hides names. */
function seatsOf(client: Client, teacherId: string) {
	const { cohorts, jobs, memberships, submissions } = client.schema;
	const waiting = client.db
		.select({ id: submissions.userId })
		.from(jobs)
		.innerJoin(submissions, eq(submissions.id, jobs.submissionId))
		.where(eq(jobs.state, 'needs-staff'));
	return client.db
		.select({
			userId: memberships.userId,
			cohortId: min(cohorts.id).as('taught_cohort_id'),
			hidden: sql<number>`max(case when ${cohorts.isPseudonymous} then 1 else 0 end)`.as('is_hidden'),
		})
		.from(memberships)
		.innerJoin(cohorts, eq(cohorts.id, memberships.cohortId))
		.where(
			and(
				...[inArray(memberships.userId, waiting), isTaughtBy(client, teacherId), isNull(cohorts.archivedAt)],
				...[eq(memberships.role, 'learner'), isNull(memberships.removedAt)],
			),
		)
		.groupBy(memberships.userId)
		.as('taught');
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
