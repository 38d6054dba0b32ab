/** Every lab's ladder can be read, its step has lines to put in order, and its solution ends with a question. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#data/storyland/random.ts';
import { labs } from '#labs/index.ts';
import { dealParsons, gradeParsons } from '#learning/parsons.ts';
import { RUNGS, readRung } from './authored-ladder.ts';
import { readSolution, readStep } from './rung-forms.ts';

describe.each(labs.map(({ id }) => id))('the ladder of %s', (id) => {
	it('has five rungs with text', () => {
		for (const rung of RUNGS) expect(readRung(id, rung).length).toBeGreaterThan(100);
	});

	it('has a step of at least three lines, right in the author’s order and not as it is dealt', () => {
		const step = readStep(id);
		if (step === null) throw new Error('too few lines');
		const deal = dealParsons(step, seededRandom('learner'));
		const idOf = (piece: number) => [...deal.pieces].find(([, each]) => each === piece)?.[0] ?? '';

		expect(
			gradeParsons(
				step,
				deal,
				step.pieces.map((_, at) => idOf(at)),
			).isRight,
		).toBe(true);
		expect(
			gradeParsons(
				step,
				deal,
				deal.cards.map(({ id: card }) => card),
			).isRight,
		).toBe(false);
		for (const { text } of deal.cards) expect(text.trim()).not.toMatch(/^[)\]};,]*$/);
	});

	it('ends with a why-question, apart from the solution', () => {
		const { solution, why } = readSolution(id);

		expect(why).toMatch(/^<p><strong>Why\?<\/strong>[\s\S]{30,}<\/p>\s*$/);
		expect(solution).not.toContain('Why?');
		expect(solution + why).toBe(readRung(id, 5));
	});
});
