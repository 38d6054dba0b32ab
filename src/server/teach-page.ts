/** What /teach shows and does: the list of an instructor's cohorts, the one form that changes them, and the answer to what other instructors offer. */

import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import { listTaughtCohorts, type TaughtCohort } from '#db/store/teaching.ts';
import type { Context } from './context.ts';
import { archiveCohort, createCohort, renameCohort, renewJoinCode } from './manage-cohorts.ts';
import { retryUnjudged } from './retry-unjudged.ts';
import { answerOffer } from './share-cohort.ts';

const HERE = '/teach';

export function getTaughtCohorts(context: Context, actor: Actor): Promise<TaughtCohort[]> {
	return listTaughtCohorts(context.client, actor.id);
}

/** Gives the address to go on at: of a new cohort its roster. @throws AppError `invalid` for an unknown action or a bad name, `missing` for a cohort or a submission that is not the actor's. */
export async function handleCohortForm(context: Context, actor: Actor, form: FormData, ip?: string): Promise<string> {
	const field = (name: string) => String(form.get(name) ?? '');
	const action = field('action');
	switch (action) {
		case 'create':
			return `/teach/${(await createCohort(context, actor, field('name'), field('key'))).id}/roster`;
		case 'rename':
			await renameCohort(context, actor, field('cohort'), field('name'));
			return HERE;
		case 'archive':
		case 'restore':
			await archiveCohort(context, actor, field('cohort'), action === 'archive');
			return HERE;
		case 'new-code':
			await renewJoinCode(context, actor, field('cohort'));
			return HERE;
		case 'accept-offer':
		case 'decline-offer':
			await answerOffer(context, actor, field('offer'), action === 'accept-offer');
			return HERE;
		case 'retry':
			await retryUnjudged(context, actor, field('submission'), ip);
			return HERE;
		default:
			throw new AppError('invalid', `There is nothing to do for "${action}".`, { at: 'action' });
	}
}
