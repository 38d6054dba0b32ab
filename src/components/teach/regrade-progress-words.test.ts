/** Few announcements, and no failure that is passed over in silence for good. */
import { expect, test } from 'vitest';
import { failureWords, quarterWords } from './regrade-progress-words.ts';

test('200 submissions are announced four times', () => {
	const said = Array.from({ length: 201 }, (_, done) => quarterWords(done, 200));
	expect([...new Set(said)]).toEqual(['', '25 per cent', '50 per cent', '75 per cent', '100 per cent']);
	expect(quarterWords(0, 0)).toBe('');
});

test('whoever is signed out, or may not read it any more, is told at once, and asking ends', () => {
	for (const status of [401, 403, 404]) {
		const { says, isOver } = failureWords(status, 1);
		expect([says?.includes('no longer follows'), isOver]).toEqual([true, true]);
	}
});

test.each([0, 429, 500, 503])('after an answer of %i asking goes on, and a person is told from the fifth on', (status) => {
	expect([1, 4].map((failures) => failureWords(status, failures))).toEqual([
		{ says: null, isOver: false },
		{ says: null, isOver: false },
	]);
	expect(failureWords(status, 5)).toEqual({ says: expect.stringContaining('goes on asking'), isOver: false });
});
