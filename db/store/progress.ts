/** What progress pages read beside the event log: submissions without their code, and preferences of a cohort's learners. */

import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { Client } from '#db/client.ts';
import type { HelpBoundRow } from './help-bounds.ts';
import { isPresent } from './memberships.ts';
import { shownName } from './shown-name.ts';

/** One learner, or those who are in a cohort now. */
export type Whose = { readonly userId: string } | { readonly cohortId: string };

/** Submissions to labs, not to their re-checks, oldest first: what an index holds, and no verdict is read for it. `outcome` is null while nothing is decided. */
export async function listOutcomes(client: Client, who: Whose) {
	const { submissions, verdicts } = client.schema;
	const ofWhom = 'userId' in who ? eq(submissions.userId, who.userId) : inArray(submissions.userId, learnerIds(client, who.cohortId));
	return client.db
		.select({
			id: submissions.id,
			userId: submissions.userId,
			labId: submissions.labId,
			createdAt: submissions.createdAt,
			outcome: verdicts.outcome,
			changeId: verdicts.changeId,
		})
		.from(submissions)
		.leftJoin(verdicts, eq(verdicts.submissionId, submissions.id))
		.where(and(ofWhom, eq(submissions.mode, 'practice')))
		.orderBy(asc(submissions.createdAt), asc(submissions.id));
}

export type OutcomeRow = Awaited<ReturnType<typeof listOutcomes>>[number];

export async function listLearnersWithPreferences(client: Client, cohortId: string) {
	const { memberships, users } = client.schema;
	const name = shownName(client, cohortId);
	return client.db
		.select({
			id: users.id,
			...name,
			section: memberships.section,
			joinedAt: memberships.joinedAt,
			helpCap: users.helpCap,
			helpProactive: users.helpProactive,
			helpAuto: users.helpAuto,
		})
		.from(memberships)
		.innerJoin(users, eq(users.id, memberships.userId))
		.where(and(eq(memberships.cohortId, cohortId), eq(memberships.role, 'learner'), isNull(memberships.removedAt)))
		.orderBy(asc(name.displayName), asc(users.id));
}

/** Bounds in force on a cohort's learners, also those of other cohorts that they are in. */
export async function listBoundsOfCohortLearners(
	client: Client,
	cohortId: string,
): Promise<{ userId: string; bound: HelpBoundRow; by: string }[]> {
	const { helpBounds, memberships, cohorts, users } = client.schema;
	return client.db
		.select({ userId: memberships.userId, bound: helpBounds, by: users.displayName })
		.from(memberships)
		.innerJoin(cohorts, eq(cohorts.id, memberships.cohortId))
		.innerJoin(helpBounds, eq(helpBounds.cohortId, memberships.cohortId))
		.innerJoin(users, eq(users.id, helpBounds.createdBy))
		.where(and(inArray(memberships.userId, learnerIds(client, cohortId)), isPresent(client), isNull(helpBounds.endedAt)));
}

/** Ids of the learners who are in a cohort now, as a subquery. */
export function learnerIds(client: Client, cohortId: string) {
	const { memberships } = client.schema;
	return client.db
		.select({ id: memberships.userId })
		.from(memberships)
		.where(and(eq(memberships.cohortId, cohortId), eq(memberships.role, 'learner'), isNull(memberships.removedAt)));
}
