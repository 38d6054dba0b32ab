/** Submitted code with its verdict: for what shows code to people. */
import { eq, inArray } from 'drizzle-orm';
import type { Verdict } from '#contract/grading.ts';
import type { Client } from '#db/client.ts';

export interface SubmittedCode {
	readonly id: string;
	readonly labId: string;
	readonly code: string;
	readonly verdict: Verdict;
}

/** In no order. Submissions without a verdict are left out. */
export async function listSubmittedCode(client: Client, ids: readonly string[]): Promise<SubmittedCode[]> {
	if (ids.length === 0) return [];
	const { submissions, verdicts } = client.schema;
	return client.db
		.select({ id: submissions.id, labId: submissions.labId, code: submissions.code, verdict: verdicts.verdict })
		.from(submissions)
		.innerJoin(verdicts, eq(verdicts.submissionId, submissions.id))
		.where(inArray(submissions.id, [...ids]));
}
