import { expect, test } from 'vitest';
import { seatPlan, waste } from './seat-plan.ts';
import { seatsHtml, wordsHtml } from './seat-plan-html.ts';

const TOKENS = [
	{ text: 'a', experts: [0, 1], weights: [0.6, 0.3] },
	{ text: 'b', experts: [0, 2], weights: [0.5, 0.4] },
	{ text: 'c', experts: [1, 0], weights: [0.7, 0.2] },
];

test('tokens take seats in their order, and a latecomer has none', () => {
	const plan = seatPlan(TOKENS, 3, { k: 2, seats: 2 });

	expect(plan.map(({ seated }) => seated.map(({ text }) => text).join(''))).toEqual(['ab', 'ac', 'b']);
	expect(plan.map(({ late }) => late.map(({ text }) => text).join(''))).toEqual(['c', '', '']);
	const { late, empty } = waste(plan, 2);
	expect([late, empty].map((share) => share.toFixed(3))).toEqual(['0.167', '0.167']);
});

test('with one choice only the best expert is asked', () => {
	const plan = seatPlan(TOKENS, 3, { k: 1, seats: 8 });

	expect(plan.map(({ seated }) => seated.length)).toEqual([2, 1, 0]);
});

test('words and seats are escaped and carry the number of their expert', () => {
	const html = wordsHtml([{ text: '<story>', experts: [2], weights: [0.9] }], 1) + seatsHtml(seatPlan(TOKENS, 3, { k: 1, seats: 1 }));

	expect(html).toContain('&lt;story&gt;');
	expect(html).toContain('<small>2</small>');
	expect(html).toContain('<s>b');
});
