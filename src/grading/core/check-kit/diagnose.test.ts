import { expect, test } from 'vitest';
import type { Check, CheckOutcome } from '../check.ts';
import { grade } from '../grade.ts';
import { type Diagnose, explained, firstOf } from './diagnose.ts';

const tooLarge: Diagnose<{ readonly n: number }> = ({ n }) => (n > 10 ? { diagnosis: 'too-large', message: `It is ${n}.` } : null);
const negative: Diagnose<{ readonly n: number }> = ({ n }) => (n < 0 ? { diagnosis: 'negative', message: 'It is below zero.' } : null);
const anyOdd: Diagnose<{ readonly n: number }> = ({ n }) => (n % 2 === 0 ? null : { diagnosis: 'odd', message: 'It is odd.' });

const subject = { call: async () => never(), gradient: async () => never(), harness: async () => never(), count: async () => never() };
function never(): never {
	throw new Error('A diagnosis asks no learner code.');
}

async function run(outcome: CheckOutcome, seen: { readonly n: number } | null, diagnose = firstOf(tooLarge, negative, anyOdd)) {
	const check: Check = { id: 'c', title: 'c', visibility: 'public', points: 1, run: async () => outcome };
	const observe = async () => (seen === null ? ({ outcome: 'fail', message: 'nothing to see' } as const) : { seen });
	const report = await grade(subject, [explained(check, { observe, diagnose })], { seedOf: () => 1 });
	return report.fault ?? report.results[0];
}

test('the first diagnosis that fits names the mistake', () => {
	const diagnose = firstOf(tooLarge, negative, anyOdd);

	expect(diagnose({ n: 11 })?.diagnosis).toBe('too-large');
	expect(diagnose({ n: -1 })?.diagnosis).toBe('negative');
	expect(diagnose({ n: 3 })?.diagnosis).toBe('odd');
	expect(diagnose({ n: 2 })).toBeNull();
});

test('a failing check without a name gets what was seen; what it said stays in front', async () => {
	expect(await run({ outcome: 'fail', message: 'It moved.' }, { n: 11 })).toMatchObject({
		diagnosis: 'too-large',
		message: 'It moved. It is 11.',
	});
	expect(await run({ outcome: 'fail', message: 'It moved.' }, { n: 2 })).not.toHaveProperty('diagnosis');
	expect(await run({ outcome: 'fail', message: 'It moved.' }, null)).toMatchObject({ message: 'It moved.' });
});

test('a diagnosis never changes what a check decided', async () => {
	expect(await run({ outcome: 'pass' }, { n: 11 })).toMatchObject({ outcome: 'pass' });
	expect(await run({ outcome: 'fail', message: 'x', diagnosis: 'threw' }, { n: 11 })).toMatchObject({ diagnosis: 'threw', message: 'x' });
});

test('what cannot be stored is no evidence, and our fault', async () => {
	const seen = { n: 11, learner: () => 1 };

	expect(await run({ outcome: 'fail', message: 'x' }, seen)).toMatchObject({
		check: 'c',
		message: expect.stringMatching(/could not be cloned/),
	});
});
