import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { tensorValue } from '#contract/value.ts';
import { functionSubject } from '../../../../tests/support/function-subject.ts';
import { grade } from '../grade.ts';
import { seededRandom } from '../random.ts';
import { type Asked, askExport, askHarness } from './asked.ts';
import { causal, rowsSumToOne } from './properties.ts';
import { batchIndependent, followsOrder, idempotent, linear, rowMembers, shiftInvariant } from './relations.ts';

beforeAll(async () => {
	await tf.setBackend('cpu');
});

type Op = (x: tf.Tensor) => tf.Tensor;
const ask = (fn: Op): Asked => askExport(functionSubject(fn), 'fn');
const grid = tensorValue([1, 2, 3, 5, 4, 0], [3, 2]);
const axes = ['token', 'feature'];

test('an order is followed by what works row by row, and a running sum is caught with the place', async () => {
	const question = {
		inputs: [grid],
		moves: [{ input: 0, axis: 0 }],
		follows: 0,
		thing: 'token',
		axes,
		diagnosis: 'order',
		random: seededRandom(1),
	};

	expect(
		await followsOrder(
			ask((x) => tf.square(x)),
			question,
		),
	).toBeNull();
	expect(
		await followsOrder(
			ask((x) => tf.cumsum(x, 0)),
			question,
		),
	).toMatchObject({
		diagnosis: 'order',
		message: expect.stringMatching(
			/^Another order of the tokens must give the same outputs in that order\. With the tokens in the order \d, \d, \d, the output is \d at token 0, feature 0, expected \d\./,
		),
	});
});

test('an order does not matter to a mean, and does to a first row', async () => {
	const question = { inputs: [grid], moves: [{ input: 0, axis: 0 }], follows: null, thing: 'row', random: seededRandom(1) };

	expect(
		await followsOrder(
			ask((x) => tf.mean(x, 0)),
			question,
		),
	).toBeNull();
	expect(
		(
			await followsOrder(
				ask((x) => tf.slice(x, [0, 0], [1, 2])),
				question,
			)
		)?.message,
	).toMatch(/^The order of the rows must not matter\./);
	await expect(
		followsOrder(
			ask((x) => x),
			{ ...question, inputs: [3] },
		),
	).rejects.toThrow(/is a tensor/);
});

test('each row of a batch equals that row alone: a softmax of rows does, one of columns does not', async () => {
	const question = { members: rowMembers(grid), thing: 'row', axes: ['row', 'key'], diagnosis: 'mixes' };

	expect(
		await batchIndependent(
			ask((x) => tf.softmax(x)),
			question,
		),
	).toBeNull();
	expect(
		await batchIndependent(
			ask((x) => tf.transpose(tf.softmax(tf.transpose(x)))),
			question,
		),
	).toMatchObject({
		diagnosis: 'mixes',
		message: expect.stringMatching(
			/^Each row of a batch must come out as it does alone\. For 3 of them at once, the output is 0\.03512 at row 0, key 0, expected 1\./,
		),
	});
});

test('a batch with more axes is compared too, and what only a batch throws is told as this property', async () => {
	const question = { members: [[grid], [grid], [grid], [grid]], leads: [[4], [2, 2]], thing: 'sequence', axes, diagnosis: 'rank-two-only' };
	const onlyMatrices: Op = (x) => {
		if (x.rank > 2) throw new Error('rank 2 only');
		return x;
	};

	expect(
		await batchIndependent(
			ask((x) => tf.softmax(x)),
			question,
		),
	).toBeNull();
	expect(await batchIndependent(ask(onlyMatrices), question)).toMatchObject({
		diagnosis: 'rank-two-only',
		message: 'Each sequence of a batch must come out as it does alone. fn threw an Error: rank 2 only',
	});
	const failure = await batchIndependent(
		ask((x) => (x.rank === 4 ? tf.add(x, 1) : x)),
		question,
	);
	expect(failure?.message).toMatch(
		/For 4 of them at once, in axes \[2, 2\], the output is 2 at batch 0, sequence 0, token 0, feature 0, expected 1\./,
	);
});

test('linear: a product is; a constant, a square and an absolute value are caught each in its own sentence', async () => {
	const question = { inputs: [tensorValue([1, -2, 3], [3])], at: 0, argument: 'the weights', axes: ['token'] };
	const said = async (fn: Op) => (await linear(ask(fn), question))?.message;

	expect(await said((x) => tf.mul(x, 3))).toBeUndefined();
	expect(await said((x) => tf.add(x, 1))).toMatch(
		/^The output must be linear in the weights\. With the weights at 0 the output is 1 at token 0, expected 0\./,
	);
	expect(await said((x) => tf.square(x))).toMatch(/With the weights twice as large the output is 4 at token 0, expected 2\./);
	expect(await said((x) => tf.abs(x))).toMatch(/For the sum of two of the weights the output is 1 at token 0, expected 3\./);
});

test('shift invariance: softmax has it, exp over a fixed sum has not', async () => {
	const question = { inputs: [grid], at: 0, thing: 'score', axes, diagnosis: 'level' };

	expect(
		await shiftInvariant(
			ask((x) => tf.softmax(x)),
			question,
		),
	).toBeNull();
	expect(
		await shiftInvariant(
			ask((x) => tf.exp(x)),
			question,
		),
	).toMatchObject({
		diagnosis: 'level',
		message: expect.stringMatching(
			/^Adding the same number to every score must change nothing\. With 3 added to every score, the output is .* at token 0, feature 0/,
		),
	});
});

test('idempotence: clipping has it, halving has not', async () => {
	const question = { inputs: [grid], at: 0, axes };

	expect(
		await idempotent(
			ask((x) => tf.minimum(x, 2)),
			question,
		),
	).toBeNull();
	expect(
		(
			await idempotent(
				ask((x) => tf.div(x, 2)),
				question,
			)
		)?.message,
	).toMatch(
		/^Doing it twice must be the same as doing it once\. The second time the output is 0\.25 at token 0, feature 0, expected 0\.5\./,
	);
});

test('rows that do not sum to one, and later tokens that change earlier outputs, are told with place and values', async () => {
	expect(rowsSumToOne(tensorValue([0.5, 0.5, 1, 0], [2, 2]), { what: 'the weights' })).toBeNull();
	expect(rowsSumToOne(tensorValue([0.5, 0.5, 0.7, 0.7], [2, 2]), { what: 'the weights', axes: ['query', 'key'] })).toMatchObject({
		message: 'Each row of the weights must sum to one. At query 1 it sums to 1.4.',
		evidence: { got: [expect.closeTo(0.7), expect.closeTo(0.7)] },
	});
	const question = { inputs: [grid], random: seededRandom(2), diagnosis: 'leak', axes: ['position', 'feature'] };
	expect(
		await causal(
			ask((x) => tf.cumsum(x, 0)),
			question,
		),
	).toBeNull();
	expect(
		await causal(
			ask((x) => tf.sub(x, tf.mean(x, 0))),
			question,
		),
	).toMatchObject({
		diagnosis: 'leak',
		message: expect.stringMatching(
			/^Later tokens must not change earlier outputs\. When token 1 changed, the output at position 0, feature 0 went from −?\S+ to −?\S+\.$/,
		),
	});
});

test('a harness asks all cases at once, and what is no tensor is told in words', async () => {
	const asked = (fn: unknown) => askHarness(functionSubject(fn), { harness: 'many', name: 'fn' });
	const question = { inputs: [grid], at: 0 };

	expect(
		await idempotent(
			asked((x: tf.Tensor) => tf.abs(x)),
			question,
		),
	).toBeNull();
	expect(
		(
			await idempotent(
				asked(() => undefined),
				question,
			)
		)?.message,
	).toBe('The output of fn is nothing at all. Is a "return" missing?');
	expect(
		(
			await idempotent(
				asked(() => 3),
				question,
			)
		)?.message,
	).toBe('The output of fn is the number 3, expected a tensor.');
});

test('of a hidden check the idea is told, and nothing of the data', async () => {
	const subject = functionSubject((x: tf.Tensor) => tf.exp(x));
	const run = () => shiftInvariant(askExport(subject, 'fn'), { inputs: [grid], at: 0, thing: 'score', diagnosis: 'level' });
	const check = { id: 'h', title: 'h', points: 1, run: async () => (await run()) ?? ({ outcome: 'pass' } as const) };
	const { results } = await grade(subject, [{ ...check, visibility: 'hidden' }], { seedOf: () => 1 });

	expect(results[0]).toEqual({
		id: 'h',
		title: 'h',
		visibility: 'hidden',
		points: 1,
		outcome: 'fail',
		diagnosis: 'level',
		message: 'On a hidden input this does not hold. Adding the same number to every score must change nothing.',
	});
});
