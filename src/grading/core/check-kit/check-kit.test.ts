import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { type TensorValue, tensorValue } from '#contract/value.ts';
import { functionSubject } from '../../../../tests/support/function-subject.ts';
import { seededRandom } from '../random.ts';
import { generateCases, outcomeOfCases } from './cases.ts';
import { compareTensor, expectTensor } from './expect-tensor.ts';
import { matchesMutant } from './mutants.ts';
import { laterChangesEarlier, type RunMany, randomTensor, rowsNotSummingToOne } from './properties.ts';
import { belowFloor, diverged, isFlat, outsideBands } from './training.ts';

beforeAll(async () => {
	await tf.setBackend('cpu');
});

function runMany(fn: unknown): RunMany {
	return async (cases) => {
		const results = await Promise.all(cases.map((args) => functionSubject(fn).call('fn', args)));
		// The functions under test give tensors.
		return results.flatMap((result) => (result.status === 'ok' ? [result.value as TensorValue] : []));
	};
}

const grid = tensorValue([1, 2, 3, 4], [2, 2]);
const axes = ['query', 'key'];

test('an equal tensor passes and a difference within the tolerance too', () => {
	expect(compareTensor(grid, grid, { what: 'It' })).toBeNull();
	expect(compareTensor(tensorValue([1, 2, 3, 4.00005], [2, 2]), grid, { what: 'It' })).toBeNull();
});

test('the first difference is told with axis names, and its row is the evidence', () => {
	const failure = compareTensor(tensorValue([1, 2, 3, -0.31], [2, 2]), grid, {
		what: 'The output',
		axes,
		hint: 'Was the mask added?',
		diagnosis: 'no-mask',
	});

	expect(failure?.message).toBe('The output is −0.31 at query 1, key 1, expected 4. 1 of 4 entries differs. Was the mask added?');
	expect(failure?.evidence?.label).toBe('The output at query 1');
	expect(failure?.evidence?.expected).toEqual([3, 4]);
	expect(failure?.evidence?.firstDifference?.index).toEqual([1, 1]);
});

test('kind, shape and dtype are told before numbers', () => {
	const message = (got: Parameters<typeof compareTensor>[0]) => compareTensor(got, grid, { what: 'It' })?.message;

	expect(message(null)).toBe('It is nothing at all. Is a "return" missing?');
	expect(message(3)).toBe('It is the number 3, expected a tensor of shape [2, 2].');
	expect(message([1])).toBe('It is a list, expected a tensor of shape [2, 2].');
	expect(message(tensorValue([1, 2, 3, 9], [4]))).toBe('It has shape [4], expected [2, 2].');
	expect(message(tensorValue([1, 2, 3, 9], [2, 2], 'int32'))).toBe('It is of dtype int32, expected float32.');
});

test.each([
	[Number.NaN, 'NaN'],
	[Number.POSITIVE_INFINITY, 'infinity'],
	[Number.NEGATIVE_INFINITY, '−infinity'],
])('%s is named', (bad, name) => {
	const failure = compareTensor(tensorValue([1, bad, 3, 4], [2, 2]), grid, { what: 'It', axes });

	expect(failure?.message).toBe(`It is ${name} at query 0, key 1, expected 2. 1 of 4 entries differs.`);
});

test('a call that gave no value is told by what happened', async () => {
	const thrown = await functionSubject(() => {
		throw new RangeError('too long');
	}, 'check-kit.test.ts').call('fn', []);

	expect(expectTensor(thrown, 'fn', grid, { what: 'It' })).toMatchObject({
		diagnosis: 'threw',
		message: 'fn threw a RangeError: too long',
		line: expect.any(Number),
	});
});

test('a running sum is causal and a mean is not', async () => {
	const inputs = [randomTensor(seededRandom(1), [4, 2])];

	expect(
		await laterChangesEarlier(
			inputs,
			seededRandom(2),
			runMany((x: tf.Tensor) => tf.cumsum(x, 0)),
		),
	).toBeNull();
	expect(
		await laterChangesEarlier(
			inputs,
			seededRandom(2),
			runMany((x: tf.Tensor) => tf.sub(x, tf.mean(x, 0))),
		),
	).toMatchObject({ position: 0, token: 1 });
});

test('rows that do not sum to one are found, NaN among them', () => {
	expect(rowsNotSummingToOne(tensorValue([0.5, 0.5, 0.2, 0.2, Number.NaN, 1], [3, 2])).map(({ row }) => row)).toEqual([1, 2]);
});

test('an output that equals one mutant is named, one that equals two is not', () => {
	const same = { diagnosis: 'a', output: () => grid };

	expect(matchesMutant(grid, [same, { diagnosis: 'b', output: () => tensorValue([0, 0, 0, 0], [2, 2]) }])).toBe('a');
	expect(matchesMutant(grid, [same, { diagnosis: 'b', output: () => grid }])).toBeNull();
	expect(matchesMutant(tensorValue([Number.NaN, 1], [2]), [{ diagnosis: 'n', output: () => tensorValue([Number.NaN, 1], [2]) }])).toBe('n');
});

test('cases give one outcome with the authored text of the most frequent name', () => {
	const texts = { otherwise: { message: 'other' }, named: { a: 'text a', b: 'text b' } };
	const verdicts = (...wrong: (string | null)[]) => [
		...wrong.map((diagnosis) => ({ diagnosis })),
		...Array.from({ length: 20 }, () => 'right' as const),
	];

	expect(outcomeOfCases(verdicts(), texts)).toEqual({ outcome: 'pass' });
	expect(outcomeOfCases(verdicts(null), texts)).toEqual({ outcome: 'fail', message: 'other' });
	expect(outcomeOfCases(verdicts('a', 'b', 'b', null), texts)).toEqual({ outcome: 'fail', message: 'text b', diagnosis: 'b' });
	expect(() => outcomeOfCases([{ diagnosis: 'a' }], texts)).toThrow(/at least 20/);
	expect(() => generateCases(19, Math.random, () => 0)).toThrow(/at least 20/);
});

test('training losses are judged by movement, end, floor and bands', () => {
	const falling = Array.from({ length: 100 }, (_, i) => Math.log(50) - i / 50);

	for (const verdict of [isFlat(falling), diverged(falling), outsideBands(falling, [{ step: 50, low: 2.8, high: 3 }])])
		expect(verdict).toBeNull();
	expect(isFlat(Array.from({ length: 50 }, () => 3.9))?.diagnosis).toBe('flat-loss');
	expect(isFlat([])?.diagnosis).toBe('flat-loss');
	expect(diverged([3, Number.NaN])?.message).toBe('The loss is NaN at step 1.');
	expect(diverged(falling.toReversed())?.diagnosis).toBe('diverged');
	expect(outsideBands(falling, [{ step: 50, low: 0, high: 1 }])?.diagnosis).toBe('outside-band');
	expect(belowFloor(1.9, 2, 0.04)).toBeNull();
	expect(belowFloor(1.8, 2, 0.04)?.diagnosis).toBe('leak');
});
