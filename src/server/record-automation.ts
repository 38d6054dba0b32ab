/**
 * A completion or a block was taken into the learner's file: written down when that level was theirs at that moment, refused
 * otherwise. It is never evidence. What was taken has a known origin, so no paste is reported for it.
 */
import type { AutomationUse } from '#contract/automation.ts';
import { AppError } from '#contract/error.ts';
import type { Lab } from '#contract/lab.ts';
import type { Actor } from '#contract/user.ts';
import { insertEvent } from '#db/store/events.ts';
import type { Context } from './context.ts';
import { earnedSkills } from './get-automation.ts';
import { inTurn } from './in-turn.ts';

/** @throws AppError `forbidden` above what was earned, `invalid` for a skill that the lab does not use. */
export function recordAutomation(context: Context, actor: Actor, lab: Lab, use: AutomationUse): Promise<void> {
	return inTurn(context, 'effort', actor.id, (turn) => record({ ...context, client: turn }, actor, lab, use));
}

async function record(context: Context, actor: Actor, lab: Lab, { skill, level }: AutomationUse): Promise<void> {
	const { skills } = await earnedSkills(context, actor.id, lab);
	const earned = skills.find((each) => each.skill === skill);
	if (earned === undefined) throw new AppError('invalid', `The lab ${lab.id} does not use the skill "${skill}".`, { at: 'skill' });
	if (level > earned.level)
		throw new AppError('forbidden', `${earned.title} does not write itself at level ${level} here. ${earned.why}`, {
			...(earned.change === null ? {} : { fix: earned.change }),
		});
	// What is never rationed leaves no trace.
	if (earned.role === 'mundane') return;
	const event = { t: context.now(), type: 'automation', skill, task: lab.id, level } as const;
	await insertEvent(context.client, { userId: actor.id, labId: lab.id, event });
}
