/** What instructors wrote to a learner about their submissions. Asking for it changes nothing: the page says when it was shown (read-comments.ts). */
import type { Comment, OwnComment } from '#contract/review.ts';
import type { Actor } from '#contract/user.ts';
import { type CommentedSubmission, listCommentsTo, type SignedComment } from '#db/store/comments.ts';
import { findLab } from '#labs/index.ts';
import type { Context } from './context.ts';

/** Newest first; of one lab or of all. */
export async function getOwnComments(context: Context, actor: Actor, labId?: string): Promise<OwnComment[]> {
	return (await listCommentsTo(context.client, actor.id, labId)).map(toOwn);
}

/** What both sides see of a comment. */
export function toComment({ id, line, text, by, createdAt, editedAt, readAt }: SignedComment): Comment {
	return { id, line, text, by, createdAt: createdAt.getTime(), editedAt: editedAt?.getTime() ?? null, isUnread: readAt === null };
}

function toOwn({ submissionId, labId, submittedAt, code, comment }: CommentedSubmission): OwnComment {
	const lesson = findLab(labId)?.lesson ?? labId;
	const quote = comment.line === null ? null : (code.split('\n')[comment.line - 1] ?? '').trim();
	return { submissionId, labId, lesson, submittedAt: submittedAt.getTime(), quote, comment: toComment(comment) };
}
