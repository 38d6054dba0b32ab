/**
 * The texts and exercises of the rungs that a learner was shown, also of one that has since been taken out of the count:
 * nothing that was read is taken away. Of no other rung is anything read.
 */
import type { RungView } from '#contract/help.ts';
import type { Lab } from '#contract/lab.ts';
import type { StoredEvent } from '#db/store/events.ts';
import { RUNGS, type Rung, readRung } from '#tutor/authored-ladder.ts';
import { readSolution } from '#tutor/rung-forms.ts';
import { dealStep } from './check-step.ts';
import type { Place } from './place.ts';

type Shown = Pick<RungView, 'html' | 'parsons' | 'why'>;

/** By rung. `log`: every event of the learner on the lab's skill, overturned ones too. */
export function shownRungs(lab: Lab, log: readonly StoredEvent[], place: Place): ReadonlyMap<number, Shown> {
	const taken = rungsTaken(log, place.task);
	return new Map(RUNGS.filter((rung) => taken.has(rung)).map((rung) => [rung, showRung(lab, rung, log, place)]));
}

/** When each rung was first taken. */
export function rungsTaken(log: readonly StoredEvent[], task: string): ReadonlyMap<number, number> {
	const taken = new Map<number, number>();
	for (const { event } of log) {
		if (event.type === 'hint' && event.task === task && !taken.has(event.level)) taken.set(event.level, event.t);
	}
	return taken;
}

function showRung(lab: Lab, rung: Rung, log: readonly StoredEvent[], { task, mode }: Place): Shown {
	if (mode !== 'practice' || rung < 4) return { html: readRung(lab.id, rung) };
	if (rung === 4) {
		const cards = dealStep(lab.id, log[0]?.userId ?? '')?.deal.cards;
		return { html: readRung(lab.id, rung), ...(cards && { parsons: cards }) };
	}
	const { solution, why } = readSolution(lab.id);
	return { html: solution, ...(why !== '' && { why: { html: why, answer: lastAnswer(log, task) } }) };
}

function lastAnswer(log: readonly StoredEvent[], task: string): NonNullable<RungView['why']>['answer'] {
	const answers = log.flatMap(({ event }) => (event.type === 'why' && event.task === task ? [{ t: event.t, text: event.answer }] : []));
	return answers.at(-1) ?? null;
}
