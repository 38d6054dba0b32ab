/**
 * A learner asks a person: the last exit of the ladder. Whoever is in no cohort is told that nobody would read it,
 * and nothing is stored. A few questions may wait for an answer in one lab at a time.
 */
import { AppError } from '#contract/error.ts';
import type { HelpView } from '#contract/help.ts';
import type { Lab } from '#contract/lab.ts';
import type { Actor } from '#contract/user.ts';
import { newId } from '#db/id.ts';
import { countOpenHelpRequests, insertHelpRequest, listTeacherNames } from '#db/store/help-requests.ts';
import type { Context } from './context.ts';
import { getHelp } from './get-help.ts';
import { inTurn } from './in-turn.ts';

const MOST_WAITING = 3;

/** @throws AppError `conflict` without a cohort, `too-many` while three wait. */
export function askHuman(context: Context, actor: Actor, lab: Lab, text: string): Promise<HelpView> {
	return inTurn(context, 'ask', actor.id, async (turn) => {
		const [people, waiting] = await Promise.all([
			listTeacherNames(context.client, actor.id),
			countOpenHelpRequests(context.client, actor.id, lab.id),
		]);
		if (people.length === 0)
			throw new AppError('conflict', 'You are in no cohort, so there is nobody here who would read the question.', {
				fix: 'Join a cohort with the code of its instructor, or ask somebody you know.',
			});
		if (waiting >= MOST_WAITING)
			throw new AppError('too-many', 'Three of your questions in this lab wait for an answer.', { fix: 'Ask again when one is answered.' });
		const now = context.now();
		await insertHelpRequest(turn, {
			id: newId(now),
			userId: actor.id,
			labId: lab.id,
			text,
			createdAt: new Date(now),
			answer: null,
			answeredBy: null,
			answeredAt: null,
		});
		return getHelp(context, actor, lab);
	});
}
