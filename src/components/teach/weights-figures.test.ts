/** Staff read the numbers that the learner reads, and by which the weights were judged. */
import { expect, test } from 'vitest';
import type { WeightsResult } from '#contract/grading.ts';
import { weightsFigures } from './weights-figures.ts';

const SHARE: WeightsResult = {
	name: 'model',
	preset: 'tiny',
	what: 'of the problems',
	value: 0.85,
	goal: 'at-least',
	target: 0.9,
	standardError: 0.0123,
	count: 16_384,
	counted: 'problems',
	outcome: 'fail',
	message: '',
};

test('weights are told in two decimals, with the target in the same', () => {
	const loss = { what: 'nats per token', value: 2.34, goal: 'at-most', target: 2.3, floor: 1.8, counted: 'tokens' } as const;
	expect(weightsFigures({ ...SHARE, ...loss })).toEqual([
		'2.34 nats per token, 95 % interval 2.32 to 2.36',
		'(standard error 0.0123 on 16,384 tokens); wanted at most 2.30; entropy floor 1.80',
	]);
});

test('weights of a lab that has no floor say none', () => {
	expect(weightsFigures(SHARE)[1]).toBe('(standard error 0.0123 on 16,384 problems); wanted at least 0.90');
});
