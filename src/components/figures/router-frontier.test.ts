import { describe, expect, test } from 'vitest';
import { coinAt, frontierOf, frontierPlot, frontierText, type Question, routerAt } from './router-frontier.ts';

/** Two easy questions that are answered at once with confidence, two that are not. */
const questions: readonly Question[] = [
	[1, 0.99, 1, 1, 7],
	[1, 0.95, 1, 1, 7],
	[4, 0.3, 0, 1, 16],
	[6, 0.2, 0, 1, 22],
];

describe('the frontier of lesson 7.4', () => {
	test('has its ends where nothing and everything is thought about', () => {
		const { never, always, router } = frontierOf(questions, 0.5);

		expect(never).toEqual({ tokens: 3, accuracy: 0.5 });
		expect(always).toEqual({ tokens: 13, accuracy: 1 });
		expect(router[0]).toEqual(never);
		// All thoughts, and the answers at once that were thrown away.
		expect(router.at(-1)?.tokens).toBeCloseTo(16);
	});

	test('lets a router by confidence pass the coin on a mix, and stay below it when nothing is easy', () => {
		const mixed = frontierOf(questions, 0.5);
		const hard = frontierOf(questions, 0);

		expect(routerAt(mixed.router, 12.5)).toBeCloseTo(1);
		expect(coinAt(mixed, 12.5)).toBeCloseTo(0.975);
		expect(routerAt(hard.router, 15)).toBeLessThan(coinAt(hard, 15));
	});

	test('weighs questions by the share of easy ones', () => {
		expect(frontierOf(questions, 1).never.accuracy).toBe(1);
		expect(frontierOf(questions, 0).never.accuracy).toBe(0);
		expect(frontierOf(questions, 0.5).oracle).toEqual({ tokens: 11, accuracy: 1 });
	});

	test('makes a router worth more when every thought is long', () => {
		const gain = (extra: number): number => {
			const frontier = frontierOf(questions, 0.5, extra);
			const tokens = 0.9 * frontier.always.tokens;
			return routerAt(frontier.router, tokens) - coinAt(frontier, tokens);
		};

		expect(gain(20)).toBeGreaterThan(gain(0) + 0.03);
	});

	test('says the same in words', () => {
		const frontier = frontierOf(questions, 0.5);

		expect(frontierPlot(frontier, 12).series).toHaveLength(4);
		expect(frontierText(frontier, 13)).toContain(
			'With 13 tokens a question the router is right in 1.00 of all cases, as often as the coin.',
		);
	});
});
