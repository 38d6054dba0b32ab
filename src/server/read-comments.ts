/** A learner was shown comments: those of theirs that still read as they did then are read from now on. */
import { AppError } from '#contract/error.ts';
import { type ShownComments, shownCommentsSchema } from '#contract/review.ts';
import type { Actor } from '#contract/user.ts';
import { markCommentsRead } from '#db/store/comments.ts';
import type { Context } from './context.ts';
import type { Fields } from './form.ts';

/** Ids of other people's comments, and of none, mark nothing. */
export function readComments(context: Context, actor: Actor, { ids, until }: ShownComments): Promise<void> {
	return markCommentsRead(context.client, actor.id, { ids, until: new Date(until) }, new Date(context.now()));
}

/** The button of a page without script: ids parted by spaces. @throws AppError `invalid` for a form that is not the page's. */
export async function handleReadCommentsForm(context: Context, actor: Actor, fields: Fields): Promise<void> {
	const parsed = shownCommentsSchema.safeParse({ ids: (fields['ids'] ?? '').split(' '), until: Number(fields['until']) });
	if (!parsed.success) throw new AppError('invalid', 'The form names no comments.', { at: 'ids', fix: 'Reload the page.' });
	await readComments(context, actor, parsed.data);
}
