import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { tensorValue } from '#contract/value.ts';
import { functionSubject } from '../../../../tests/support/function-subject.ts';
import { seededRandom } from '../random.ts';
import { inputsUntouched, leavesNothing } from './aftermath.ts';
import { askExport } from './asked.ts';
import { gradientsMatch } from './gradients.ts';
import { firstUnequal, seedDecides } from './seeds.ts';

beforeAll(async () => {
	await tf.setBackend('cpu');
});

type Op = (x: tf.Tensor) => tf.Tensor;
const grid = tensorValue([1, 2, 3, 5, 4, 0], [3, 2]);

test('a seed decides: one that is not used and one that is not the only chance are told apart', async () => {
	let calls = 0;
	const next = () => {
		calls += 1;
		return calls;
	};
	const run = (fn: (seed: number) => unknown) => (seed: number) => functionSubject(fn).call('fn', [seed], { seed: 1 });
	const question = { name: 'fn', what: 'The draw', diagnoses: { unsteady: 'other-chance', stuck: 'seed-unused' } };

	expect(await seedDecides({ ...question, run: run((seed) => [seed * 3]) })).toBeNull();
	expect(await seedDecides({ ...question, run: run(() => [5]) })).toMatchObject({
		diagnosis: 'seed-unused',
		message: 'Another seed must give another result. The draw is the same with the seeds 7, 8 and 9.',
	});
	expect(await seedDecides({ ...question, run: run(() => [next()]) })).toMatchObject({
		diagnosis: 'other-chance',
		message: 'The same seed must give the same result. The draw with seed 7 is 1 the first time and 2 the second, at [0].',
	});
	expect(await seedDecides({ ...question, run: run(() => () => 1) })).toMatchObject({ diagnosis: 'unsupported' });
});

test('two values are compared entry by entry', () => {
	expect(firstUnequal({ a: [Number.NaN, grid] }, { a: [Number.NaN, grid] })).toBeNull();
	expect(firstUnequal({ a: ['x', null] }, { a: ['y', null] })).toEqual({ a: '“x”', b: '“y”', place: ', at [a][0]' });
	expect(firstUnequal([1], [1, 2])).toEqual({ a: 'of 1 entries', b: 'of 2', place: '' });
	expect(firstUnequal({ a: 1 }, { b: 1 })).toMatchObject({ a: 'there', b: 'missing' });
	expect(firstUnequal(grid, tensorValue(grid.data, [2, 3]))).toMatchObject({ b: 'of shape [2, 3]' });
	expect(firstUnequal([], null)).toMatchObject({ a: 'a list or an object', b: 'nothing' });
});

test('inputs that are changed, disposed or grown are told with what stood there', async () => {
	const rows = [[1, 2], [3]];
	const question = { name: 'fn', args: [grid, rows], argNames: ['the scores', 'the counts'], diagnosis: 'changes-its-input' };
	const said = async (fn: unknown) => {
		const result = await functionSubject(fn).call('fn', [grid, rows], { watch: true });
		return inputsUntouched(result, question)?.message.replace(
			/^A function must leave its inputs as they are: whoever called it may still need them\. /,
			'',
		);
	};

	expect(await said((x: tf.Tensor) => tf.square(x))).toBeUndefined();
	expect(await said((x: tf.Tensor) => void x.dataSync().fill(9))).toBe('The scores: 1 before the call, 9 after it, at [0].');
	expect(await said((x: tf.Tensor) => x.dispose())).toBe('The scores cannot be read any more after the call.');
	expect(await said((_: tf.Tensor, counts: number[][]) => counts[1]?.push(4))).toBe(
		'The counts: of 1 entries before the call, of 2 after it, at [1].',
	);
	expect(() => inputsUntouched({ status: 'ok', value: 1 }, question)).toThrow(/watch: true/);
});

test('tensors left behind are counted by the realm and told with their shapes', async () => {
	const said = async (fn: unknown) =>
		leavesNothing(await functionSubject(fn).call('fn', [grid], { watch: true }), { name: 'fn', diagnosis: 'leaves-tensors' });

	expect(await said((x: tf.Tensor) => tf.tidy(() => tf.add(tf.square(x), 1)))).toBeNull();
	expect(await said((x: tf.Tensor) => tf.sum(tf.add(tf.square(x), 1)))).toMatchObject({
		diagnosis: 'leaves-tensors',
		message: expect.stringMatching(
			/memory fills up call by call\. 2 tensors are left behind by one call of fn, of shapes \[3, 2\], \[3, 2\]\.$/,
		),
	});
	expect(() => leavesNothing({ status: 'ok', value: 1 }, { name: 'fn' })).toThrow(/watch: true/);
});

test('gradients that are right, missing, thrown and wrong', async () => {
	const match = (fn: Op, diagnosis?: string) => {
		const subject = functionSubject(fn);
		return gradientsMatch(askExport(subject, 'fn'), {
			inputs: [grid],
			by: [{ input: 0, name: 'the scores' }],
			cotangent: grid,
			gradients: () => subject.gradient('fn', [grid], [0], grid),
			random: seededRandom(3),
			...(diagnosis === undefined ? {} : { diagnosis }),
		});
	};
	const wrong = tf.customGrad((x) => ({ value: tf.square(x as tf.Tensor), gradFunc: (dy) => tf.mul(dy, 3) }));
	const idea = 'The gradient must say how the output moves with its inputs.';

	expect(await match((x) => tf.square(x))).toBeNull();
	expect((await match((x) => tf.tensor(x.dataSync().slice(), [3, 2])))?.message).toBe(
		`${idea} None reaches the scores: between them and the output, tensors were turned into plain numbers.`,
	);
	expect((await match((x) => wrong(x)))?.message).toMatch(/By the scores it is \S+ along a test direction; moving them shows \S+\.$/);
	// An op that tfjs has no gradient for.
	const noGradient: Op = (x) => tf.topk(x, 2).values;
	const said = await match(noGradient, 'no-gradient');
	expect(said).toMatchObject({ diagnosis: 'no-gradient', message: expect.stringContaining(`${idea} Cannot compute gradient`) });
	expect(await match(noGradient)).toMatchObject({ diagnosis: 'threw' });
});

test('a throw in the gradient call that is not about gradients is told as a throw, with its line', async () => {
	const typo: Op = () => {
		throw new TypeError('x.sqare is not a function');
	};
	const subject = functionSubject(typo);
	const failure = await gradientsMatch(askExport(subject, 'fn'), {
		inputs: [grid],
		by: [{ input: 0, name: 'the scores' }],
		cotangent: grid,
		gradients: () => subject.gradient('fn', [grid], [0], grid),
		random: seededRandom(3),
		diagnosis: 'no-gradient',
	});

	expect(failure).toMatchObject({ diagnosis: 'threw', message: 'fn threw a TypeError: x.sqare is not a function' });
});
