/** Any sound order passes, the first unsound place is named, and the same seed deals the same cards. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#data/storyland/random.ts';
import { dealParsons, gradeParsons, type ParsonsDeal, type ParsonsProblem, shuffle } from './parsons.ts';

/** Pieces with words of their own, each after some of the earlier ones. */
const problems: fc.Arbitrary<ParsonsProblem> = fc
	.array(fc.array(fc.nat(20), { maxLength: 4 }), { minLength: 1, maxLength: 9 })
	.map((needs) => ({
		pieces: needs.map((each, at) => ({ text: `line ${at}`, after: [...new Set(each.filter((before) => before < at))] })),
		distractors: ['nowhere 1', 'nowhere 2'],
	}));
const seeds = fc.string();

/** Cards of the pieces, in the order given. */
function cardsOf(deal: ParsonsDeal, pieces: readonly number[]): string[] {
	const ids = [...deal.pieces];
	return pieces.map((piece) => ids.find(([, each]) => each === piece)?.[0] ?? '');
}

/** Some order that keeps every piece after those that it needs. */
function soundOrder({ pieces }: ParsonsProblem, seed: string): number[] {
	const order: number[] = [];
	const random = seededRandom(seed);
	while (order.length < pieces.length) {
		const free = pieces.flatMap(({ after }, at) => (!order.includes(at) && after.every((before) => order.includes(before)) ? [at] : []));
		order.push(...shuffle(free, random).slice(0, 1));
	}
	return order;
}

describe('a Parsons problem', () => {
	it('accepts every sound order, and no other', () => {
		fc.assert(
			fc.property(problems, seeds, (problem, seed) => {
				const deal = dealParsons(problem, seededRandom(seed));
				expect(gradeParsons(problem, deal, cardsOf(deal, soundOrder(problem, seed)))).toMatchObject({
					isRight: true,
					wrongAt: null,
					missing: 0,
				});

				const any = shuffle([...problem.pieces.keys()], seededRandom(`${seed}!`));
				const wrongAt = any.findIndex((piece, at) => problem.pieces[piece]?.after.some((before) => !any.slice(0, at).includes(before)));
				expect(gradeParsons(problem, deal, cardsOf(deal, any)).wrongAt).toBe(wrongAt < 0 ? null : wrongAt);
			}),
		);
	});

	it('counts what is left out of a sound beginning', () => {
		fc.assert(
			fc.property(problems, seeds, fc.nat(8), (problem, seed, n) => {
				const deal = dealParsons(problem, seededRandom(seed));
				const part = soundOrder(problem, seed).slice(0, n);
				const missing = problem.pieces.length - part.length;
				expect(gradeParsons(problem, deal, cardsOf(deal, part))).toMatchObject({ isRight: missing === 0, wrongAt: null, missing });
			}),
		);
	});

	it('deals the same cards for the same seed, without a word about their place', () => {
		fc.assert(
			fc.property(problems, seeds, (problem, seed) => {
				const deal = dealParsons(problem, seededRandom(seed));
				expect(dealParsons(problem, seededRandom(seed))).toEqual(deal);
				expect(deal.cards.map(({ id }) => id)).toEqual(deal.cards.map((_, at) => `l${at}`));
				expect(deal.cards.map(({ text }) => text).toSorted()).toEqual(
					[...problem.pieces.map(({ text }) => text), ...problem.distractors].toSorted(),
				);
			}),
		);
	});

	it('is not solved by the order in which it is dealt', () => {
		const problem = { pieces: ['a', 'b'].map((text, at) => ({ text, after: at === 0 ? [] : [0] })), distractors: [] };
		for (let n = 0; n < 50; n++) expect(dealParsons(problem, seededRandom(`${n}`)).cards.map(({ text }) => text)).toEqual(['b', 'a']);
	});

	const twice: ParsonsProblem = {
		pieces: [
			{ text: 'x++', after: [] },
			{ text: 'y = x', after: [0] },
			{ text: 'x++', after: [0, 1] },
		],
		distractors: ['x--', 'y = x'],
	};
	const deal = dealParsons(twice, seededRandom('twice'));

	it('takes one of two equal lines for the other', () => {
		for (const order of [
			[0, 1, 2],
			[2, 1, 0],
		])
			expect(gradeParsons(twice, deal, cardsOf(deal, order))).toMatchObject({ isRight: true });
		expect(gradeParsons(twice, deal, cardsOf(deal, [0, 2, 1]))).toMatchObject({
			wrongAt: 1,
			sentence: 'Line 2 does not belong there yet. What is above it can stay.',
		});
	});

	it('names a line that belongs nowhere, and drops a distractor that would be right', () => {
		const stray = deal.cards.find(({ text }) => text === 'x--')?.id ?? '';

		expect(gradeParsons(twice, deal, [...cardsOf(deal, [0]), stray])).toMatchObject({ isRight: false, wrongAt: 1 });
		expect(deal.cards).toHaveLength(4);
	});

	it.each([
		['a card that was not dealt', ['l9']],
		['a card used twice', ['l0', 'l0']],
	])('refuses %s', (_what, order) => {
		expect(() => gradeParsons(twice, deal, order)).toThrow(expect.objectContaining({ kind: 'invalid' }));
	});
});
