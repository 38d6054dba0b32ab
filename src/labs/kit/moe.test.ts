import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { drawFacts } from '#data/tasks/facts.ts';
import { account } from '#labs/moe-vs-dense/solution.ts';
import { effectiveExperts, oneHot, reluBank, shareOfChoices, topIndices } from './moe.ts';
import { factSpec, recallOf } from './moe-facts.ts';
import { createMoeGpt, denseFeed, initialMoeWeights, moeGptShapes } from './moe-gpt.ts';
import { mixtureFeed, plainRouter } from './moe-mixture.ts';
import { createProbe } from './moe-training.ts';

beforeAll(() => tf.setBackend('cpu'));

const CONFIG = { layers: 2, width: 8, heads: 2, time: 2, vocabulary: 12, experts: 3, hidden: 5, routerBias: [2, 1] };

test('a choice is a constant: no gradient walks back through it, nor through what is made of it', () => {
	const gradient = tf.grad((logits) => {
		// Two axes, as below.
		const chosen = oneHot(topIndices(logits as tf.Tensor2D, 2), 3);
		return tf.sum(tf.mul(tf.cumsum(tf.reshape(chosen, [4, 3]), 0), tf.reshape(tf.tile(logits, [2, 1]), [4, 3])));
	});
	const logits = tf.tensor2d([1, 3, 2, 0, 1, 5], [2, 3]);

	expect(Array.from(topIndices(logits, 2).dataSync())).toEqual([1, 2, 2, 1]);
	expect(Array.from(gradient(logits).dataSync()).every(Number.isFinite)).toBe(true);
});

test('a whole number outside the range becomes zeros', () => {
	expect(Array.from(oneHot(tf.tensor1d([0, 2, 7, -1], 'int32'), 3).dataSync())).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
});

test('each expert of a bank works on its own rows', () => {
	const bank = reluBank(tf.tensor3d([1, -1], [2, 1, 1]), tf.tensor3d([10, 100], [2, 1, 1]));

	expect(Array.from(bank.run(tf.tensor3d([2, -3], [2, 1, 1])).dataSync())).toEqual([20, 300]);
});

test('load and effective experts', () => {
	expect(shareOfChoices([0, 0, 1, 3], 4)).toEqual([0.5, 0.25, 0, 0.25]);
	expect(effectiveExperts([0.5, 0.5, 0, 0])).toBeCloseTo(2);
});

test('the shapes of the lab’s mixture sum to what its account says', () => {
	const spec = factSpec({});
	const weights = [...moeGptShapes(spec).values()].reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);

	expect(weights).toBe(49_568);
	expect(account(spec)).toEqual({ total: 49_568, active: 20_896, flops: 29_184 });
});

test('the answer is what the logits say of the last token, and a router may begin with a push', () => {
	const weights = initialMoeWeights(CONFIG, '1');
	const gpt = createMoeGpt(CONFIG, weights, mixtureFeed(plainRouter(2)));
	const tokens = tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32');
	const [all, last] = [gpt.logits(tokens), gpt.answer(tokens)];

	expect(Array.from(weights.get('blocks.1.router.bias')?.data ?? [])).toEqual([2, 1, 0]);
	const expected = tf.reshape(tf.slice(all, [0, 1, 0], [2, 1, 12]), [2, 12]);
	expect(Number(tf.max(tf.abs(tf.sub(expected, last))).dataSync()[0])).toBeLessThan(1e-5);
	gpt.dispose();
});

test('an untrained model recalls what chance gives', async () => {
	const config = { ...factSpec({ subjects: 16, relations: 16, values: 8, width: 8 }), experts: 0 };
	const gpt = createMoeGpt(config, initialMoeWeights(config, '1'), denseFeed);

	expect(await recallOf(gpt, drawFacts({ subjects: 16, relations: 16, values: 8 }, '1'))).toBeLessThan(0.3);
	gpt.dispose();
});

test('a probe sees the routing only while somebody looks, and leaves nothing behind', async () => {
	const probe = createProbe();
	const experts = tf.tensor2d([1, 0, 1], [3, 1], 'int32');
	const weights = tf.tensor2d([0.5, 0.6, 0.7], [3, 1]);
	probe.see({ experts, weights });
	const before = tf.memory().numTensors;
	const seen = await probe.look(2, () => {
		probe.see({ experts, weights });
		return tf.zeros([1]);
	});

	expect(seen.experts).toEqual([[1], [0], [1]]);
	expect(seen.load[1]).toBeCloseTo(2 / 3);
	expect(tf.memory().numTensors).toBe(before);
	expect(probe.isLooking()).toBe(false);
});
