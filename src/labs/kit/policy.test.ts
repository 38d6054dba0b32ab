import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import {
	ADDITION_MOST_NEW,
	ADDITION_STOP,
	ADDITION_TIME,
	ADDITION_VOCABULARY,
	additionPrompt,
	drawAdditions,
	encodeAddition,
} from '#data/tasks/addition.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { createGpt, initialWeights } from './gpt.ts';
import { createPolicy, disposeSamples, readCheckpoint, tokenLogProbs } from './policy.ts';
import { encodeRun } from './snapshot.ts';

const CONFIG = { layers: 1, width: 8, heads: 2, time: ADDITION_TIME, vocabulary: ADDITION_VOCABULARY };
const gptOf = (seed: number) => createGpt(CONFIG, initialWeights(CONFIG, seed), causalAttentionHeads);
const PROMPTS = drawAdditions('train', 'policy', 3).map((problem) => encodeAddition(additionPrompt(problem)));

beforeAll(async () => void (await tf.setBackend('cpu')));

test('log-probabilities of what was sampled are those that the sampler drew with, and everything is freed', async () => {
	const before = tf.memory().numTensors;
	const gpt = gptOf(1);
	const policy = createPolicy(gpt, { rows: 3, maxNew: ADDITION_MOST_NEW, stopToken: ADDITION_STOP });
	const samples = await policy.sample(PROMPTS, { seed: 4 });
	const apart = tf.tidy(() => tf.max(tf.abs(tf.mul(tf.sub(tokenLogProbs(gpt, samples.whole, 8), samples.logProbs), samples.mask))));

	expect((await apart.data())[0]).toBeLessThan(1e-4);
	expect(samples.whole.shape).toEqual([3, ADDITION_TIME]);
	expect(samples.drawn.every((row) => row.length > 0 && row.length <= ADDITION_MOST_NEW)).toBe(true);

	apart.dispose();
	disposeSamples(samples);
	policy.dispose();
	gpt.dispose();
	expect(tf.memory().numTensors).toBe(before);
});

test('the same seed draws the same answers, in parts too, and another draws others', async () => {
	const gpt = gptOf(2);
	const sizes = { maxNew: ADDITION_MOST_NEW, stopToken: ADDITION_STOP };
	const [once, again] = [createPolicy(gpt, { ...sizes, rows: 2 }), createPolicy(gpt, { ...sizes, rows: 2 })];

	expect(await once.answers(PROMPTS, { seed: 9 })).toEqual(await again.answers(PROMPTS, { seed: 9 }));
	expect(await once.answers(PROMPTS, { seed: 9 })).not.toEqual(await again.answers(PROMPTS, { seed: 10 }));

	for (const part of [once, again, gpt]) part.dispose();
});

test('a checkpoint is read into the shapes of the model, and refused with a sentence where it is of another', async () => {
	const gpt = gptOf(3);
	const bytes = await encodeRun(gpt.params, null, { lab: 'toy', preset: 'toy', seed: 3 }, 0);

	expect(readCheckpoint(bytes, CONFIG).get('head.weight')?.shape).toEqual([8, ADDITION_VOCABULARY]);
	expect(() => readCheckpoint(bytes, { ...CONFIG, width: 16 })).toThrow('The checkpoint needs token.embedding in the shape [20, 16].');
	expect(() => readCheckpoint(null, CONFIG)).toThrow('no checkpoint');
	gpt.dispose();
});
