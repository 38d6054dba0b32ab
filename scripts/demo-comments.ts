/** What the demo's instructor wrote about submissions: at a line, and about the whole. */
import { newId } from '#db/id.ts';
import { insertComment } from '#db/store/comments.ts';
import { listCohortSubmissions } from '#db/store/submission-list.ts';
import type { Context } from '#server/context.ts';
import { tell } from '#server/tell.ts';

const TEXTS: readonly { readonly line: number | null; readonly text: string }[] = [
	{ line: 9, text: 'What do these numbers add up to? Print them once, for an input so small that you know the answer.' },
	{ line: null, text: 'Your tries show that you changed one thing at a time. That is how this gets found.' },
	{ line: 4, text: 'A name that says what it holds would have shown you the mistake two lines below.' },
];

/** On the newest that were not accepted. */
export async function insertComments(context: Context, cohortId: string, authorId: string): Promise<void> {
	const { client } = context;
	const rows = await listCohortSubmissions(client, cohortId, { stand: 'rejected' }, { sort: 'newest', limit: TEXTS.length - 1 });
	for (const [n, { line, text }] of TEXTS.entries()) {
		const submission = rows[n % Math.max(1, rows.length)];
		if (!submission) return;
		const createdAt = new Date(submission.createdAt.getTime() + 3_600_000);
		const id = newId(createdAt.getTime());
		await insertComment(
			client,
			{ id, submissionId: submission.id, line, text, authorId, createdAt, editedAt: null, removedAt: null, readAt: null },
			{
				...{ id: newId(createdAt.getTime()), actorId: authorId, action: 'comment', targetKind: 'submission', targetId: submission.id },
				...{ ipHash: null, detail: { cohortId, comment: id, line }, createdAt },
			},
			(db) =>
				tell(context, db, [
					{
						...{ userId: submission.userId, cause: `comments:${submission.id}` },
						data: { kind: 'comment', submissionId: submission.id, labId: submission.labId, by: authorId },
					},
				]),
		);
	}
}
