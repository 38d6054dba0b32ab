/** A bound in words says every part of it, and that there is none. */
import { expect, it } from 'vitest';
import { boundText } from './bound-words.ts';

it('says every part of a bound', () => {
	expect(boundText({ floor: 1, ceiling: 3, pace: 'gentle', maxAuto: 1, accommodation: true })).toBe(
		'At least rung 1, also in re-checks, at most rung 3, gentle pace, AI at most A1 (writes nothing)',
	);
	expect(boundText({ floor: 0, ceiling: 5, pace: 'standard', maxAuto: null, accommodation: false })).toBe('No bound');
});
