/** The forms of /teach/<cohort>/help: one use-case for each, and the section to come back to. */

import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import { answerHelpRequest } from './answer-help-request.ts';
import { handleBoundsForm } from './bounds-form.ts';
import type { Context } from './context.ts';
import { endHelpBound } from './end-help-bound.ts';
import { endExperiment, makeExperiment } from './make-experiment.ts';
import { setTutorVisibility } from './set-tutor-visibility.ts';

/** Names of the page's sections, as its addresses have them. */
export type HelpSection = 'policy' | 'experiments' | 'conversations' | 'questions';

/** Where a problem with this action is shown. */
export function sectionOf(action: string): HelpSection {
	if (action.startsWith('experiment')) return 'experiments';
	if (action.startsWith('tutor')) return 'conversations';
	return action.startsWith('question') ? 'questions' : 'policy';
}

/** @throws AppError `invalid` for what can be mended, `missing` for what is not the actor's, `conflict` for what was done already. */
export async function handleTeachHelpForm(context: Context, actor: Actor, cohortId: string, form: FormData): Promise<void> {
	const field = (name: string) => String(form.get(name) ?? '');
	const action = field('action');
	switch (action) {
		case 'bound':
			return handleBoundsForm(context, actor, { cohortId, userId: field('learner') === '' ? null : field('learner') }, form);
		case 'bound-end':
			return endHelpBound(context, actor, cohortId, field('bound'));
		case 'experiment-create': {
			const asked = { kind: field('kind'), title: field('title'), consent: field('consent'), delayDays: field('delayDays') };
			await makeExperiment(context, actor, cohortId, asked);
			return;
		}
		case 'experiment-end':
			return endExperiment(context, actor, cohortId, field('experiment'));
		case 'question-answer':
			return answerHelpRequest(context, actor, { requestId: field('request'), answer: field('answer') });
		case 'tutor-show':
		case 'tutor-hide':
			return setTutorVisibility(context, actor, cohortId, action === 'tutor-show');
		default:
			throw new AppError('invalid', `There is nothing to do for "${action}".`, { at: 'action' });
	}
}
