/** An instructor writes, changes or takes back a comment on a submission of a learner of theirs. Each act is audited, without the text. */
import { AppError } from '#contract/error.ts';
import { type CommentText, commentSchema } from '#contract/review.ts';
import type { Actor } from '#contract/user.ts';
import type { AuditRow } from '#db/store/audit.ts';
import { insertComment, updateComment } from '#db/store/comments.ts';
import { commentsCause } from '#db/store/messages.ts';
import type { Submission } from '#db/store/submissions.ts';
import { rowOf } from './audit.ts';
import type { Context } from './context.ts';
import { idOfForm } from './form-id.ts';
import { requireOpen } from './manage-cohorts.ts';
import { requireTaughtSubmission } from './require-taught-submission.ts';
import { type Told, tell } from './tell.ts';

export interface SubmissionScope {
	readonly cohortId: string;
	readonly submissionId: string;
}

/** The same form sent again (`key`) writes nothing more. @throws AppError `invalid` for an empty or long text or a line that the code does not have, `missing` for what is not the actor's. */
export async function writeComment(
	context: Context,
	actor: Actor,
	scope: SubmissionScope,
	{ key = '', ...typed }: CommentText & { readonly key?: string },
): Promise<void> {
	const submission = await requireOpenSubmission(context, actor, scope);
	const { line, text } = parseComment(typed);
	const lines = submission.code.split('\n').length;
	if (line !== null && line > lines)
		throw new AppError('invalid', `The submission has ${lines} lines, so there is no line ${line}.`, { at: 'line' });
	const now = context.now();
	const id = idOfForm(key, now, [actor.id, submission.id, line, text]);
	await insertComment(
		context.client,
		{
			...{ id, submissionId: submission.id, line, text, authorId: actor.id },
			...{ createdAt: new Date(now), editedAt: null, removedAt: null, readAt: null },
		},
		auditOf(context, actor, scope, { action: 'comment', comment: id, line }),
		(db) => tell(context, db, [toldOf(actor, submission)]),
	);
}

/** The learner is shown it as unread again. @throws AppError `invalid`, or `missing` when the comment is not the actor's own. */
export async function editComment(
	context: Context,
	actor: Actor,
	scope: SubmissionScope,
	which: { id: string; text: string },
): Promise<void> {
	const submission = await requireOpenSubmission(context, actor, scope);
	const { text } = parseComment({ line: null, text: which.text });
	const set = { text, editedAt: new Date(context.now()) };
	return change(context, actor, scope, { id: which.id, action: 'comment-edit', set, told: [toldOf(actor, submission)] });
}

/** @throws AppError `missing` when the comment is not the actor's own. */
export async function removeComment(context: Context, actor: Actor, scope: SubmissionScope, id: string): Promise<void> {
	await requireOpenSubmission(context, actor, scope);
	return change(context, actor, scope, { id, action: 'comment-remove', set: { removedAt: new Date(context.now()) }, told: [] });
}

async function requireOpenSubmission(context: Context, actor: Actor, { cohortId, submissionId }: SubmissionScope): Promise<Submission> {
	const { cohort, submission } = await requireTaughtSubmission(context, actor, cohortId, submissionId);
	requireOpen(cohort);
	return submission;
}

async function change(
	context: Context,
	actor: Actor,
	scope: SubmissionScope,
	{ id, action, set, told }: { id: string; action: string; set: Parameters<typeof updateComment>[2]; told: readonly Told[] },
): Promise<void> {
	const which = { id, submissionId: scope.submissionId, authorId: actor.id };
	const isDone = await updateComment(context.client, which, set, {
		audit: auditOf(context, actor, scope, { action, comment: id }),
		also: (db) => tell(context, db, told),
	});
	if (!isDone)
		throw new AppError('missing', 'There is no such comment of yours here.', { fix: 'Reload the page: it may have been removed.' });
}

function toldOf(actor: Actor, { id, userId, labId }: Submission): Told {
	return { userId, cause: commentsCause(id), data: { kind: 'comment', submissionId: id, labId, by: actor.id } };
}

function auditOf(
	context: Context,
	actor: Actor,
	{ cohortId, submissionId }: SubmissionScope,
	{ action, ...detail }: { action: string; comment: string; line?: number | null },
): AuditRow {
	const target = { targetKind: 'submission', targetId: submissionId };
	return rowOf(context, { actorId: actor.id, action, ...target, detail: { cohortId, ...detail } });
}

function parseComment(typed: CommentText): CommentText {
	const parsed = commentSchema.safeParse(typed);
	if (parsed.success) return parsed.data;
	const issue = parsed.error.issues[0];
	throw new AppError('invalid', issue?.message ?? 'The comment is not usable.', { at: issue?.path.join('.') ?? 'text' });
}
