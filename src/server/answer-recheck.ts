/**
 * Grades the answer to a quick form of a memory check: one event, evidence as an unaided probe. Says whether it is right, and
 * of a wrong order nothing about the place: that would be help on the skill. The order and the choice are compared here alone.
 */
import { createHash } from 'node:crypto';
import { AppError } from '#contract/error.ts';
import type { LearningEvent } from '#contract/event.ts';
import type { Lab } from '#contract/lab.ts';
import type { QuickAnswer, QuickVerdict } from '#contract/recheck.ts';
import type { Actor } from '#contract/user.ts';
import type { Client } from '#db/client.ts';
import { insertEvent, selectOptionalLastEvent } from '#db/store/events.ts';
import { explainProbe } from '#learning/explain-probe.ts';
import { fold } from '#learning/fold.ts';
import { PARAMETERS } from '#learning/parameters.ts';
import { gradeParsons } from '#learning/parsons.ts';
import { MAX_TRIES } from '#learning/sitting.ts';
import { newSkill, type SkillState } from '#learning/state.ts';
import type { Context } from './context.ts';
import { inTurn } from './in-turn.ts';
import { refreshMastery } from './mastery-cache.ts';
import { type BuiltForm, itemOfForm, requireQuickForm } from './quick-forms.ts';
import { requireSitting } from './read-recheck.ts';

/** @throws AppError `missing` when no such check is open, `too-many` within 15 seconds of the last try, `invalid` for an unchanged order. */
export function answerRecheck(context: Context, actor: Actor, lab: Lab, answer: QuickAnswer): Promise<QuickVerdict> {
	return inTurn(context, 'effort', actor.id, (turn) => judge(context, turn, actor, lab, answer));
}

async function judge(context: Context, turn: Client, actor: Actor, lab: Lab, answer: QuickAnswer): Promise<QuickVerdict> {
	const { sitting, events } = await requireSitting(context, actor.id, lab.id, { form: answer.form });
	const built = requireQuickForm(actor.id, { lab, events }, answer.form, sitting.task);
	const { isRight, message, explanation } = grade(built, answer, sitting.tries);
	const answerHash = createHash('sha256').update(JSON.stringify(answer)).digest('hex');
	await requireNewTry(context, actor, sitting.task, answerHash);
	const skill = lab.skills.core;
	const base = { t: context.now(), skill, task: sitting.task, mode: 'recheck', item: itemOfForm(answer.form), edits: 1 } as const;
	const event: LearningEvent = isRight
		? { ...base, type: 'attempt', verdict: 'pass' }
		: { ...base, type: 'attempt', verdict: 'fail', diagnosis: answer.form === 'parsons' ? 'wrong-order' : 'wrong-choice' };
	await insertEvent(turn, { userId: actor.id, labId: lab.id, event, extra: { answerHash } });
	await refreshMastery(context, actor.id, skill);
	const [before, after] = [stateOf(events, skill), stateOf([...events, event], skill)];
	return { isPassed: isRight, message, explanation, before: before.p, after: after.p, effect: explainProbe(before, after).join(' ') };
}

function grade(
	built: BuiltForm,
	answer: QuickAnswer,
	triesBefore: number,
): { isRight: boolean; message: string; explanation: string | null } {
	if (built.form === 'question' && answer.form === 'question') {
		const isRight = answer.choice === built.asked.answer;
		return { isRight, message: isRight ? 'Right.' : 'Not that one.', explanation: built.asked.explanation };
	}
	if (built.form !== 'parsons' || answer.form !== 'parsons') throw new AppError('invalid', 'This answer belongs to another form.');
	if (gradeParsons(built.problem, built.deal, answer.order).isRight)
		return { isRight: true, message: 'Every line stands where it can.', explanation: null };
	const left = MAX_TRIES.parsons - triesBefore - 1;
	const tries = left === 0 ? 'This check is over.' : left === 1 ? 'One more try is left.' : `${left} more tries are left.`;
	return { isRight: false, message: `Not in order yet. ${tries}`, explanation: null };
}

/** What came within seconds, or changed nothing, would count for nothing if it failed and in full if it passed. */
async function requireNewTry(context: Context, actor: Actor, task: string, answerHash: string): Promise<void> {
	const last = await selectOptionalLastEvent(context.client, actor.id, { types: ['attempt'], task });
	if (last === undefined) return;
	if (last.data['answerHash'] === answerHash)
		throw new AppError('invalid', 'This is the same answer as before.', { fix: 'Change it, then check again. This was not counted.' });
	if (context.now() - last.event.t < PARAMETERS.minGapMs)
		throw new AppError('too-many', 'The last try was only seconds ago.', {
			fix: 'Look once more, then check again. This was not counted.',
		});
}

function stateOf(events: readonly LearningEvent[], skill: string): SkillState {
	return fold(events).get(skill) ?? newSkill(PARAMETERS);
}
