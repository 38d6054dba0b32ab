/** Comments of instructors on submissions. One that was taken back stays as a row and is shown to nobody. */
import { and, asc, desc, eq, inArray, isNull, lte, notInArray, or, type SQL, sql } from 'drizzle-orm';
import type { Client } from '#db/client.ts';
import type { AuditRow } from './audit.ts';
import { commentsCause } from './messages.ts';

export type CommentRow = Client['schema']['comments']['$inferSelect'];

export interface SignedComment extends CommentRow {
	/** Display name of the author. */
	readonly by: string;
}

/** Further writes of the same transaction. */
type Also = (db: Client['db']) => readonly unknown[];

/** With its line in the audit log: both or neither, and neither when there is one of this id. */
export async function insertComment(client: Client, row: CommentRow, audit: AuditRow, also: Also): Promise<void> {
	const { auditLog, comments } = client.schema;
	await client.atomically(
		(db) => [
			db.insert(comments).values(row).onConflictDoNothing().returning({ id: comments.id }),
			db.insert(auditLog).values(audit),
			...also(db),
		],
		{ guard: true },
	);
}

/** A changed text is unread again. False when it is not this author's, or was taken back: then nothing was written. */
export async function updateComment(
	client: Client,
	which: { id: string; submissionId: string; authorId: string },
	change: { text: string; editedAt: Date } | { removedAt: Date },
	{ audit, also }: { audit: AuditRow; also: Also },
): Promise<boolean> {
	const { auditLog, comments } = client.schema;
	const written = await client.atomically(
		(db) => [
			db
				.update(comments)
				.set('text' in change ? { ...change, readAt: null } : change)
				.where(
					and(
						eq(comments.id, which.id),
						eq(comments.submissionId, which.submissionId),
						eq(comments.authorId, which.authorId),
						isNull(comments.removedAt),
					),
				)
				.returning({ id: comments.id }),
			db.insert(auditLog).values(audit),
			...also(db),
		],
		{ guard: true },
	);
	return written !== undefined;
}

/** Of one submission, by line, those about the whole first. */
export async function listComments(client: Client, submissionId: string): Promise<SignedComment[]> {
	const { comments, users } = client.schema;
	const rows = await client.db
		.select({ comment: comments, by: users.displayName })
		.from(comments)
		.innerJoin(users, eq(users.id, comments.authorId))
		.where(and(eq(comments.submissionId, submissionId), isNull(comments.removedAt)))
		.orderBy(asc(sql`coalesce(${comments.line}, 0)`), asc(comments.createdAt), asc(comments.id));
	return rows.map(({ comment, by }) => ({ ...comment, by }));
}

export interface CommentedSubmission {
	readonly submissionId: string;
	readonly labId: string;
	readonly submittedAt: Date;
	readonly code: string;
	readonly comment: SignedComment;
}

/** All to one learner, newest first. */
export async function listCommentsTo(client: Client, userId: string, labId?: string): Promise<CommentedSubmission[]> {
	const { comments, submissions, users } = client.schema;
	const rows = await client.db
		.select({
			comment: comments,
			by: users.displayName,
			labId: submissions.labId,
			submittedAt: submissions.createdAt,
			code: submissions.code,
		})
		.from(submissions)
		.innerJoin(comments, eq(comments.submissionId, submissions.id))
		.innerJoin(users, eq(users.id, comments.authorId))
		.where(and(eq(submissions.userId, userId), labId === undefined ? undefined : eq(submissions.labId, labId), isNull(comments.removedAt)))
		.orderBy(desc(comments.createdAt), desc(comments.id));
	return rows.map(({ comment, by, ...row }) => ({ ...row, submissionId: comment.submissionId, comment: { ...comment, by } }));
}

/** Marks what a learner was shown; the conditions name whose it is, and which text. With the last of a submission its message is read too. */
export async function markCommentsRead(
	client: Client,
	userId: string,
	{ ids, until }: { readonly ids: readonly string[]; readonly until: Date },
	readAt: Date,
): Promise<void> {
	const { comments, messages, submissions } = client.schema;
	await client.atomically((db) => {
		const own = db.select({ id: submissions.id }).from(submissions).where(eq(submissions.userId, userId));
		const isUnread = and(inArray(comments.submissionId, own), isNull(comments.readAt));
		const causesOf = (which: SQL | undefined) =>
			db
				.select({ cause: sql<string>`${commentsCause('')} || ${comments.submissionId}` })
				.from(comments)
				.where(which);
		return [
			db
				.update(comments)
				.set({ readAt })
				.where(and(inArray(comments.id, [...ids]), isUnread, or(isNull(comments.editedAt), lte(comments.editedAt, until)))),
			db
				.update(messages)
				.set({ readAt })
				.where(
					and(
						...[eq(messages.userId, userId), isNull(messages.readAt)],
						inArray(messages.cause, causesOf(inArray(comments.id, [...ids]))),
						notInArray(messages.cause, causesOf(and(isUnread, isNull(comments.removedAt)))),
					),
				),
		];
	});
}
