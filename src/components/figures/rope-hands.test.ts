/** The clocks of lesson 2.3 turn as the lab's reference does, and their score depends on the distance alone. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { rope } from '#labs/rope/solution.ts';
import { BASES, HANDS_START, LAST_POSITION, PAIRS, scoreAt, withinText } from './rope-hands.ts';
import { clocksSvg, handsText, scoreSvg } from './rope-hands-svg.ts';

describe('the clocks of lesson 2.3', () => {
	beforeAll(() => tf.setBackend('cpu'));

	it.each(BASES)('score as the reference does, with base %d', (base) => {
		// Pairs (1, 0): the hands of the figure at position 0.
		const row = Array.from({ length: 2 * PAIRS }, (_, i) => (i < PAIRS ? 1 : 0));
		const turned = rope(tf.tensor2d(Array.from({ length: 40 }, () => row)), base);
		// A product of two matrices is a matrix.
		const scores = turned.matMul(turned, false, true).arraySync() as number[][];
		for (const [position, distance] of [
			[0, 0],
			[7, 3],
			[39, 3],
			[39, 31],
		] as const)
			expect(scores[position]?.[position - distance]).toBeCloseTo(scoreAt(distance, base), 3);
	});

	it('keep the key inside the text', () => {
		expect(withinText({ ...HANDS_START, position: 2, distance: 9 }).distance).toBe(2);
	});

	it('draw every position without a hole', () => {
		for (const base of BASES)
			for (let position = 0; position <= LAST_POSITION; position += 7) {
				const state = withinText({ position, distance: 5, base });
				expect(clocksSvg(state) + scoreSvg(state) + handsText(state)).not.toMatch(/NaN|undefined/);
			}
	});
});
