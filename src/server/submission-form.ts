/** The forms of an instructor's page about one submission: comments, and the outcome. */
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import { editComment, removeComment, type SubmissionScope, writeComment } from './comment-submission.ts';
import type { Context } from './context.ts';
import { overrideVerdict, undoOverride } from './override-verdict.ts';

/** Where the page shows the result of an action or its problem. */
export function placeOf(action: string): 'comments' | 'outcome' {
	return action.startsWith('comment') ? 'comments' : 'outcome';
}

/** @throws AppError `invalid` for what can be mended, `missing` for what is not the actor's, `conflict` for what changed meanwhile. */
export async function handleSubmissionForm(context: Context, actor: Actor, scope: SubmissionScope, form: FormData): Promise<void> {
	const field = (name: string) => String(form.get(name) ?? '');
	const action = field('action');
	switch (action) {
		case 'comment':
			return writeComment(context, actor, scope, {
				line: field('line') === '' ? null : Number(field('line')),
				...{ text: field('text'), key: field('key') },
			});
		case 'comment-edit':
			return editComment(context, actor, scope, { id: field('comment'), text: field('text') });
		case 'comment-remove':
			return removeComment(context, actor, scope, field('comment'));
		case 'override':
			return overrideVerdict(context, actor, scope, { outcome: field('outcome'), reason: field('reason'), seen: field('seen') });
		case 'override-undo':
			return undoOverride(context, actor, scope, { reason: field('reason'), seen: field('seen') });
		default:
			throw new AppError('invalid', `There is nothing to do for "${action}".`, { at: 'action' });
	}
}
