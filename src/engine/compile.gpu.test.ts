import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refused, startDawn } from '../../tests/support/dawn.ts';
import { createPlainGpt } from '../../tests/support/plain-gpt.ts';
import type { GptConfig } from '../labs/kit/gpt-shapes.ts';
import { type CompiledStep, compile } from './compile.ts';

beforeAll(startDawn);
afterAll(() => expect(refused).toEqual([]));

/** A batch of texts over 16 words that depends on the step alone. */
function batch(step: number, batchSize = 1, time = 8): [tf.Tensor2D, tf.Tensor2D] {
	const ids = (shift: number): Int32Array => Int32Array.from({ length: batchSize * time }, (_, j) => (step * 7 + j * 3 + shift) % 16);
	return [tf.tensor2d(ids(0), [batchSize, time], 'int32'), tf.tensor2d(ids(3), [batchSize, time], 'int32')];
}

async function trainGpt(config: GptConfig, steps: number, isCompiled: boolean): Promise<{ losses: number[]; modes: string[] }> {
	const gpt = createPlainGpt(config, 1);
	const optimizer = tf.train.adam(0.01);
	const step = (x: tf.Tensor2D, y: tf.Tensor2D): tf.Scalar => optimizer.minimize(() => gpt.loss(x, y), true) ?? tf.scalar(0);
	const compiled = compile<[tf.Tensor2D, tf.Tensor2D]>(step);
	const losses: number[] = [];
	const modes: string[] = [];
	for (let i = 0; i < steps; i += 1) {
		const [x, y] = batch(i);
		if (isCompiled) losses.push(await (await compiled(x, y)).read());
		else {
			const loss = tf.tidy(() => step(x, y));
			losses.push((await loss.data())[0] ?? Number.NaN);
			loss.dispose();
		}
		modes.push(compiled.status.mode);
		tf.dispose([x, y]);
	}
	compiled.dispose();
	gpt.dispose();
	optimizer.dispose();
	return { losses, modes };
}

describe('a step on plain tfjs ops with tf.train.adam', () => {
	for (const [layers, steps] of [
		[1, 20],
		[4, 5],
	] as const) {
		test(`of ${layers} layers is replayed with a difference of 0 over ${steps} steps`, async () => {
			const config = { layers, width: 16, heads: 2, time: 8, vocabulary: 16 };
			const before = tf.memory().numTensors;
			const eager = await trainGpt(config, steps, false);
			const { losses, modes } = await trainGpt(config, steps, true);

			expect(losses).toEqual(eager.losses);
			expect(modes.slice(2)).toEqual(Array(steps - 2).fill('replayed'));
			expect(tf.memory().numTensors).toBe(before);
		});
	}
});

interface Toy {
	readonly weight: tf.Variable;
	/** Squared error of one linear layer, and its gradient step. */
	readonly descend: (x: tf.Tensor, rate: tf.Tensor | number, between?: (hidden: tf.Tensor) => tf.Tensor) => tf.Scalar;
}

function makeToy(): Toy {
	const weight = tf.tidy(() => tf.variable(tf.tensor2d([0.5, -0.25, 0.125, 1, -1, 0.75], [3, 2])));
	const descend: Toy['descend'] = (x, rate, between = (hidden) => hidden) => {
		const { value, grads } = tf.variableGrads(
			() => tf.mean(tf.square(tf.sub(between(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D)), 1))) as tf.Scalar,
			[weight],
		);
		const grad = grads[weight.name];
		if (grad === undefined) throw new Error('no gradient');
		weight.assign(tf.sub(weight, tf.mul(grad, rate)));
		return value;
	};
	return { weight, descend };
}

const inputs = (step: number): tf.Tensor2D => tf.tensor2d([1, step, 2, 0.5, -1, step / 3], [2, 3]);

/** Losses and last weights of `steps` steps, as written or compiled. Host state lives in the closure that `make` returns. */
async function run(
	make: (toy: Toy) => (x: tf.Tensor) => tf.Scalar,
	steps: number,
	isCompiled: boolean,
): Promise<{ losses: number[]; weights: number[]; step: CompiledStep<[tf.Tensor]> }> {
	const toy = makeToy();
	const body = make(toy);
	const step = compile<[tf.Tensor]>(body);
	const losses: number[] = [];
	for (let i = 0; i < steps; i += 1) {
		const x = inputs(i);
		if (isCompiled) losses.push(await (await step(x)).read());
		else {
			const loss = tf.tidy(() => body(x));
			losses.push((await loss.data())[0] ?? Number.NaN);
			loss.dispose();
		}
		x.dispose();
	}
	const weights = Array.from(await toy.weight.data());
	step.dispose();
	toy.weight.dispose();
	return { losses, weights, step };
}

/** Runs it both ways and gives what the compiled step says of itself. */
async function sameBothWays(make: (toy: Toy) => (x: tf.Tensor) => tf.Scalar, steps = 8): Promise<CompiledStep<[tf.Tensor]>['status']> {
	const eager = await run(make, steps, false);
	const compiled = await run(make, steps, true);
	expect(compiled.losses).toEqual(eager.losses);
	expect(compiled.weights).toEqual(eager.weights);
	return compiled.step.status;
}

describe('a step that depends on the host trains right and says why it is not replayed', () => {
	test('a learning rate as a number that changes', async () => {
		const status = await sameBothWays(({ descend }) => {
			let step = 0;
			return (x) => descend(x, 0.1 / ++step);
		});

		expect(status.mode).toBe('refilled');
		expect(status.reason).toMatch(/number from JavaScript that changes/);
		expect(status.stack).toMatch(/compile\.gpu\.test\.ts/);
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
			// Node has no synchronous way to read from a GPU; the browser has one, and both must be noticed before.
			toy.weight.dataSync();
			return toy.descend(x, 0.1);
		});

		await expect(step(inputs(1))).rejects.toThrow();
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
		expect(status.stack).toMatch(/compile\.gpu\.test\.ts/);
	});
});

describe('a step whose numbers are inputs is replayed', () => {
	test('a learning rate given as a number argument', async () => {
		const toys = [makeToy(), makeToy()] as const;
		const step = compile<[tf.Tensor, number]>((x, rate) => toys[0].descend(x, rate));
		for (let i = 0; i < 8; i += 1) {
			const x = inputs(i);
			const [loss, rate] = [await step(x, 0.1 / (i + 1)), tf.scalar(0.1 / (i + 1))];
			const expected = tf.tidy(() => toys[1].descend(x, rate));
			expect(await loss.read()).toBe((await expected.data())[0]);
			tf.dispose([x, rate, expected]);
		}

		expect(step.status.mode).toBe('replayed');
		step.dispose();
		for (const { weight } of toys) weight.dispose();
	});

	test('other shapes get a recording of their own', async () => {
		const { weight, descend } = makeToy();
		const step = compile<[tf.Tensor]>((x) => descend(x, 0.1));
		for (let i = 0; i < 8; i += 1) {
			const x = i % 2 === 0 ? inputs(i) : tf.tensor2d([1, 2, 3], [1, 3]);
			await step(x);
			x.dispose();
		}

		expect(step.status.mode).toBe('replayed');
		step.dispose();
		weight.dispose();
	});

	test('a clone of a weight that somebody keeps does not change', async () => {
		const { weight, descend } = makeToy();
		const step = compile<[tf.Tensor]>((x) => descend(x, 0.1));
		for (let i = 0; i < 5; i += 1) await step(inputs(i));
		const kept = weight.clone();
		const before = Array.from(await kept.data());
		for (let i = 0; i < 3; i += 1) await step(inputs(i));

		expect(step.status.mode).toBe('replayed');
		expect(Array.from(await kept.data())).toEqual(before);
		expect(Array.from(await weight.data())).not.toEqual(before);
		step.dispose();
		tf.dispose([kept, weight]);
	});

	test('a loss may be read late, but not too late', async () => {
		const { weight, descend } = makeToy();
		const step = compile<[tf.Tensor]>((x) => descend(x, 0.1));
		const losses = [];
		for (let i = 0; i < 16; i += 1) losses.push(await step(inputs(1)));

		await expect(losses[5]?.read()).rejects.toThrow(/within 8 steps/);
		expect(await losses[12]?.read()).toBeLessThan((await losses[9]?.read()) ?? 0);
		step.dispose();
		weight.dispose();
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
