import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import { measureDecoding } from './measure-decoding.ts';

beforeAll(async () => void (await startDawn()));
afterAll(() => expect(refused).toEqual([]));

test('a token of every rollout is nine dispatches in a model of two layers, and nothing goes to the host between', async () => {
	const { numTensors } = tf.memory();
	const report = await measureDecoding({ rollouts: 2, promptTime: 1, newTokens: 4, rounds: 1 });

	expect(report).toMatchObject({ dispatchesPerToken: 9, recordings: 1, parameters: 112_384 });
	expect(report.submits[0]).toBeLessThanOrEqual(4);
	expect(report.jsMsPerToken.min).toBeGreaterThan(0);
	expect(tf.memory().numTensors).toBe(numTensors);
});
