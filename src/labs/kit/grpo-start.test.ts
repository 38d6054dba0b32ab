import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { ADDITION_TIME, ADDITION_VOCABULARY } from '#data/tasks/addition.ts';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { OWN_BASE_PREFIX, ownBaseOf, startOf } from './grpo-start.ts';
import { silentHost } from './silent-host.ts';

const SIZES = { layers: 1, width: 8, heads: 2, time: ADDITION_TIME, vocabulary: ADDITION_VOCABULARY };
const hostOf = (own: number, stopped = false) =>
	silentHost({ preset: 'own', config: { ...SIZES, own }, steps: 1, seed: 1, stopped: () => stopped });

beforeAll(() => startWasm());

test('a run without a base of its own needs the shipped one', async () => {
	await expect(startOf(hostOf(0), SIZES, 1, null)).rejects.toThrow('no checkpoint');
});

test('Stop is heard while a base is being made, and leaves nothing behind', async () => {
	const before = tf.memory().numTensors;
	expect(await startOf(hostOf(1, true), SIZES, 1, null)).toBeNull();
	expect(tf.memory().numTensors).toBe(before);
});

test('a resumed run finds its base in its own file', async () => {
	const tensor = { shape: [1], data: Float32Array.of(3) };
	const stored = new Map([
		['norm.scale', { shape: [1], data: Float32Array.of(1) }],
		[`${OWN_BASE_PREFIX}norm.scale`, tensor],
	]);
	expect(ownBaseOf(stored)).toEqual(new Map([['norm.scale', tensor]]));
	expect(await startOf(hostOf(1), SIZES, 1, stored)).toEqual(new Map([['norm.scale', tensor]]));
});
