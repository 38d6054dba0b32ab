import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refused, startDawn } from '../../tests/support/dawn.ts';
import { inputs, makeToy, sameBothWays } from '../../tests/support/toy-step.ts';
import { compile } from './compile.ts';

beforeAll(startDawn);
afterAll(() => expect(refused).toEqual([]));

describe('a step that depends on the host trains right and says why it is not replayed', () => {
	test('a learning rate as a number that changes', async () => {
		const status = await sameBothWays(({ descend }) => {
			let step = 0;
			return (x) => descend(x, 0.1 / ++step);
		});

		expect(status.mode).toBe('refilled');
		expect(status.reason).toMatch(/number from JavaScript that changes/);
		expect(status.stack).toMatch(/compile-hazards\.gpu\.test\.ts/);
	});

	test('a branch on the step number', async () => {
		const status = await sameBothWays(({ descend }) => {
			let step = 0;
			return (x) => (step++ % 2 === 0 ? descend(x, 0.1) : descend(x, 0.1, tf.relu));
		});

		expect(status.mode).toBe('eager');
		expect(status.reason).toMatch(/other work from call to call/);
	});

	test('a slice at an offset that JavaScript computes', async () => {
		const status = await sameBothWays(({ descend }) => {
			const table = tf.keep(tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]));
			let step = 0;
			return (x) => descend(x, 0.01, (hidden) => tf.add(hidden, tf.slice(table, [step++ % 3, 0], [1, 2])));
		});

		expect(status.mode).toBe('refilled');
	});

	test('dropout, whose noise the processor makes', async () => {
		const status = await sameBothWays(({ descend }) => {
			let seed = 0;
			return (x) => descend(x, 0.1, (hidden) => tf.dropout(hidden, 0.5, undefined, ++seed));
		});

		expect(status.mode).toBe('refilled');
	});

	test('random numbers made in the step', async () => {
		const status = await sameBothWays(({ descend }) => {
			let seed = 0;
			return (x) => descend(x, 0.1, (hidden) => tf.add(hidden, tf.randomNormal([2, 2], 0, 0.1, 'float32', ++seed)));
		});

		expect(status.mode).toBe('refilled');
	});

	test('dataSync in the step', async () => {
		let reads = 0;
		const toy = makeToy();
		const step = compile<[tf.Tensor]>((x) => {
			reads += 1;
			toy.weight.dataSync();
			return toy.descend(x, 0.1);
		});

		await expect(step(inputs(1))).rejects.toThrow(/await tensor\.data\(\)/);
		expect(reads).toBe(1);
		step.dispose();
		toy.weight.dispose();
	});

	test('data() in the step gives it up without running it twice', async () => {
		let runs = 0;
		const status = await sameBothWays(
			({ weight, descend }) =>
				(x) => {
					runs += 1;
					const loss = descend(x, 0.1);
					void weight.data();
					return loss;
				},
			4,
		);

		expect(runs).toBe(8);
		expect(status.mode).toBe('eager');
		expect(status.reason).toMatch(/reads a tensor/);
		expect(status.stack).toMatch(/compile-hazards\.gpu\.test\.ts/);
	});
});

describe('a bad step says so in one sentence, and the next one trains right', () => {
	test.each([
		['returns nothing', () => undefined, /must return its loss/],
		['returns a number', () => 3, /must return its loss/],
		['returns more than one number', () => tf.tensor1d([1, 2]), /one number; it returned a tensor of shape \[2\]/],
		['is async', async () => tf.scalar(1), /plain function: this one is async/],
		[
			'throws half-way',
			() => {
				tf.add(tf.scalar(1), 2);
				throw new RangeError('half-way');
			},
			/half-way/,
		],
	] satisfies [string, () => unknown, RegExp][])('a step that %s', async (_, body, message) => {
		const bad = compile<[]>(body as unknown as () => tf.Scalar);

		await expect(bad()).rejects.toThrow(message);
		bad.dispose();
		expect(
			(
				await sameBothWays(
					({ descend }) =>
						(x) =>
							descend(x, 0.1),
					4,
				)
			).mode,
		).toBe('replayed');
	});

	test('a step that disposes its own weights', async () => {
		const { weight, descend } = makeToy();
		const step = compile<[tf.Tensor]>((x) => {
			const loss = descend(x, 0.1);
			weight.dispose();
			return loss;
		});

		await expect(step(inputs(1)).then(() => step(inputs(1)))).rejects.toThrow(/disposed/);
		step.dispose();
		expect((await sameBothWays((toy) => (x) => toy.descend(x, 0.1), 4)).mode).toBe('replayed');
	});

	test('a step that uses a tensor which dies', async () => {
		const { weight, descend } = makeToy();
		const outside = tf.tensor1d([1, 2]);
		const step = compile<[tf.Tensor]>((x) => descend(x, 0.1, (hidden) => tf.add(hidden, outside)));
		for (let i = 0; i < 4; i += 1) await step(inputs(i));
		expect(step.status.mode).toBe('replayed');
		outside.dispose();

		await expect(step(inputs(5))).rejects.toThrow(/disposed/);
		step.dispose();
		weight.dispose();
	});

	test('a step that keeps a tensor each time runs as written', async () => {
		const kept: tf.Tensor[] = [];
		const status = await sameBothWays(
			({ descend }) =>
				(x) =>
					descend(x, 0.1, (hidden) => {
						kept.push(tf.keep(tf.add(hidden, 1)));
						return hidden;
					}),
		);

		expect(status.mode).toBe('eager');
		expect(status.reason).toMatch(/leaves 1 tensors? behind/);
		tf.dispose(kept);
	});

	test('state in a plain tensor that is replaced at each step runs as written', async () => {
		const status = await sameBothWays(({ descend }) => {
			let state = tf.keep(tf.zeros([2, 2]));
			return (x) =>
				descend(x, 0.1, (hidden) => {
					const next = tf.keep(tf.add(tf.mul(state, 0.5), hidden));
					state.dispose();
					state = next;
					return next;
				});
		});

		expect(status.mode).toBe('eager');
		expect(status.reason).toMatch(/tf\.variable/);
	});
});
