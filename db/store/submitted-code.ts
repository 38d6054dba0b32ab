/** Submitted code with its verdict and its writer's own names: for what shows code to people and must know which names to leave out. */
import { eq, inArray } from 'drizzle-orm';
import type { Verdict } from '#contract/grading.ts';
import type { Client } from '#db/client.ts';

export interface SubmittedCode {
	readonly id: string;
	readonly labId: string;
	readonly code: string;
	readonly verdict: Verdict;
	/** As the account has them, whatever the cohort shows: to be taken out of the code, and shown to nobody. */
	readonly displayName: string;
	readonly username: string;
}

/** In no order. Submissions without a verdict are left out. */
export async function listSubmittedCode(client: Client, ids: readonly string[]): Promise<SubmittedCode[]> {
	if (ids.length === 0) return [];
	const { submissions, users, verdicts } = client.schema;
	return client.db
		.select({
			...{ id: submissions.id, labId: submissions.labId, code: submissions.code, verdict: verdicts.verdict },
			...{ displayName: users.displayName, username: users.username },
		})
		.from(submissions)
		.innerJoin(verdicts, eq(verdicts.submissionId, submissions.id))
		.innerJoin(users, eq(users.id, submissions.userId))
		.where(inArray(submissions.id, [...ids]));
}
