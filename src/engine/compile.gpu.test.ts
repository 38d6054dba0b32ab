import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlainGpt } from '../../scripts/bench/engines/plain-gpt.ts';
import { refused, startDawn } from '../../tests/support/dawn.ts';
import { inputs, makeToy } from '../../tests/support/toy-step.ts';
import { compile } from './compile.ts';
import type { GraphBackend } from './gpu/graph-backend.ts';

let backend: GraphBackend;
beforeAll(async () => {
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

/** A batch of texts over 16 words that depends on the step alone. */
function batch(step: number, batchSize = 1, time = 8): [tf.Tensor2D, tf.Tensor2D] {
	const ids = (shift: number): Int32Array => Int32Array.from({ length: batchSize * time }, (_, j) => (step * 7 + j * 3 + shift) % 16);
	return [tf.tensor2d(ids(0), [batchSize, time], 'int32'), tf.tensor2d(ids(3), [batchSize, time], 'int32')];
}

async function trainGpt(layers: number, steps: number, isCompiled: boolean): Promise<{ losses: number[]; modes: string[] }> {
	const gpt = createPlainGpt({ layers, width: 16, heads: 2, time: 8, vocabulary: 16, batch: 1 });
	const compiled = compile<[tf.Tensor2D, tf.Tensor2D]>((x, y) => gpt.step(x, y));
	const losses: number[] = [];
	const modes: string[] = [];
	for (let i = 0; i < steps; i += 1) {
		const [x, y] = batch(i);
		if (isCompiled) losses.push(await (await compiled(x, y)).read());
		else {
			const loss = tf.tidy(() => gpt.step(x, y));
			losses.push((await loss.data())[0] ?? Number.NaN);
			loss.dispose();
		}
		modes.push(compiled.status.mode);
		tf.dispose([x, y]);
	}
	compiled.dispose();
	gpt.dispose();
	return { losses, modes };
}

describe('a step on plain tfjs ops with tf.train.adam', () => {
	for (const [layers, steps] of [
		[1, 20],
		[4, 5],
	] as const) {
		test(`of ${layers} layers is replayed with a difference of 0 over ${steps} steps`, async () => {
			const before = tf.memory().numTensors;
			const eager = await trainGpt(layers, steps, false);
			const { losses, modes } = await trainGpt(layers, steps, true);

			expect(losses).toEqual(eager.losses);
			expect(modes.slice(2)).toEqual(Array(steps - 2).fill('replayed'));
			expect(tf.memory().numTensors).toBe(before);
		});
	}
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

test('a step that takes the GPU too long is sent in parts, with the same numbers', async () => {
	const toys = [makeToy(), makeToy()] as const;
	const whole = compile<[tf.Tensor]>((x) => toys[0].descend(x, 0.1));
	const parted = compile<[tf.Tensor]>((x) => toys[1].descend(x, 0.1), { splitAboveMs: 0.01 });
	const { queue } = backend.device;
	const submit = queue.submit.bind(queue);
	let submits = 0;
	queue.submit = (buffers) => {
		submits += 1;
		submit(buffers);
	};
	for (let i = 0; i < 8; i += 1) {
		const x = inputs(i);
		const expected = await (await whole(x)).read();
		submits = 0;
		expect(await (await parted(x)).read()).toBe(expected);
		x.dispose();
	}
	queue.submit = submit;

	expect(parted.status.mode).toBe('replayed');
	expect(submits).toBeGreaterThan(1);
	whole.dispose();
	parted.dispose();
	for (const { weight } of toys) weight.dispose();
});
