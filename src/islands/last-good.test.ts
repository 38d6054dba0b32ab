/** After a number that is none there is one way to go on, and it never leads from the step that holds the number. */
import { describe, expect, test } from 'vitest';
import type { Finding } from '#contract/finding.ts';
import { chooseStep } from './last-good.ts';

const NAN: Finding = { kind: 'not-finite', step: 35, seenAt: 36, numbers: { lastStep: 34 } };
const NOW = {
	kept: { step: 40, isFromFile: false },
	ring: [{ step: 10 }, { step: 30 }, { step: 40 }],
	broken: undefined,
	isOffered: false,
	steps: 100,
};

describe('the step to resume from', () => {
	test('of a run that ended early is the newest that is kept; of a whole one there is none', () => {
		expect(chooseStep(NOW)).toBe(40);
		expect(chooseStep({ ...NOW, steps: 40 })).toBeNull();
		expect(chooseStep({ ...NOW, kept: null, ring: [] })).toBeNull();
	});

	test('is left to the notice while that stands, and lies before the number when it is put aside', () => {
		expect(chooseStep({ ...NOW, broken: NAN, isOffered: true })).toBeNull();
		expect(chooseStep({ ...NOW, broken: NAN })).toBe(30);
		expect(chooseStep({ ...NOW, broken: NAN, ring: [{ step: 40 }] })).toBeNull();
	});

	test('of weights from a file is theirs, whatever the run before came to', () => {
		expect(chooseStep({ ...NOW, broken: NAN, isOffered: true, kept: { step: 40, isFromFile: true } })).toBe(40);
	});
});
