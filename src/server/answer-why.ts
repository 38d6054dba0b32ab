/** Keeps the answer to the why-question of rung 5, for the learner and their instructor. Not evidence; a new answer follows the old one in the log. */
import { AppError } from '#contract/error.ts';
import type { HelpView } from '#contract/help.ts';
import type { Lab } from '#contract/lab.ts';
import type { Actor } from '#contract/user.ts';
import { insertEvent } from '#db/store/events.ts';
import type { Context } from './context.ts';
import { getHelp } from './get-help.ts';
import { inTurn } from './in-turn.ts';

/** @throws AppError `forbidden` before the worked solution was opened. */
export function answerWhy(context: Context, actor: Actor, lab: Lab, answer: string): Promise<HelpView> {
	return inTurn(context, 'effort', actor.id, async (turn) => {
		const view = await getHelp(context, actor, lab);
		const why = view.rungs[4]?.why;
		if (why === undefined)
			throw new AppError('forbidden', 'The question belongs to rung 5, which is not opened yet.', {
				fix: view.opens ?? 'Open the rungs before it first.',
			});
		if (why.answer?.text === answer) return view;
		const event = { t: context.now(), type: 'why', skill: lab.skills.core, task: lab.id, answer } as const;
		await insertEvent(turn, { userId: actor.id, labId: lab.id, event });
		return getHelp(context, actor, lab);
	});
}
