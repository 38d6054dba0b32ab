/** The code of the submission before another one: what its changed tokens are counted against. */
import { and, desc, eq, lt, or } from 'drizzle-orm';
import type { Client } from '#db/client.ts';
import type { Submission } from './submissions.ts';

export async function selectOptionalPreviousCode(
	client: Client,
	submission: Pick<Submission, 'id' | 'userId' | 'labId' | 'mode' | 'createdAt'>,
): Promise<string | undefined> {
	const { submissions } = client.schema;
	const isBefore = or(
		lt(submissions.createdAt, submission.createdAt),
		and(eq(submissions.createdAt, submission.createdAt), lt(submissions.id, submission.id)),
	);
	const rows = await client.db
		.select({ code: submissions.code })
		.from(submissions)
		.where(
			and(
				eq(submissions.userId, submission.userId),
				eq(submissions.labId, submission.labId),
				eq(submissions.mode, submission.mode),
				isBefore,
			),
		)
		.orderBy(desc(submissions.createdAt), desc(submissions.id))
		.limit(1);
	return rows[0]?.code;
}
