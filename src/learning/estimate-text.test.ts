/** One estimate reads the same everywhere, whether it comes with three places or with all of them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { estimateText, round3 } from './estimate-text.ts';

it('reads the same of a decision and of the state behind it', () => {
	fc.assert(
		fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (p) => {
			expect(estimateText(round3(p))).toBe(estimateText(p));
			expect(Math.abs(Number(estimateText(p)) - p)).toBeLessThan(0.0056);
		}),
	);
	expect([0.4744, 0.4749, 0.475, 0.4751].map(estimateText)).toEqual(['0.47', '0.48', '0.48', '0.48']);
});
