/** Grades an order of the lines of rung 4's step. Neither evidence nor effort: nothing is stored, and the rung's price was paid when it was opened. */
import { AppError } from '#contract/error.ts';
import type { Lab } from '#contract/lab.ts';
import type { ParsonsGrade } from '#contract/parsons.ts';
import type { Actor } from '#contract/user.ts';
import { listEventsOfSkill } from '#db/store/events.ts';
import { seededRandom, seedFromText } from '#grading/core/random.ts';
import { dealParsons, gradeParsons, type ParsonsDeal, type ParsonsProblem } from '#learning/parsons.ts';
import { readStep } from '#tutor/rung-forms.ts';
import type { Context } from './context.ts';

export interface DealtStep {
	readonly problem: ParsonsProblem;
	readonly deal: ParsonsDeal;
}

/** The same cards for a learner in a lab, every time. Null when the step has too few lines. */
export function dealStep(labId: string, userId: string): DealtStep | null {
	const problem = readStep(labId);
	return problem && { problem, deal: dealParsons(problem, seededRandom(seedFromText(`${userId} ${labId}`))) };
}

/** @throws AppError `forbidden` before rung 4 was opened, `invalid` for lines that were not dealt. */
export async function checkStep(context: Context, actor: Actor, lab: Lab, order: readonly string[]): Promise<ParsonsGrade> {
	const log = await listEventsOfSkill(context.client, actor.id, lab.skills.core);
	if (!log.some(({ event }) => event.type === 'hint' && event.task === lab.id && event.level === 4))
		throw new AppError('forbidden', 'These lines belong to rung 4, which is not opened yet.', {
			fix: 'The help panel says what opens it.',
		});
	const step = dealStep(lab.id, actor.id);
	if (step === null) throw new AppError('missing', 'The step of this lab has too few lines to put in order.');
	return gradeParsons(step.problem, step.deal, order);
}
