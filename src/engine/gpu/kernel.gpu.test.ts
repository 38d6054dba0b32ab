import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import { softmaxCrossEntropy, softmaxCrossEntropyReference } from '../ops/cross-entropy.ts';
import type { GraphBackend } from './graph-backend.ts';
import { INTERNAL_NAMES } from './internals.ts';
import { f32, runKernel, u32 } from './kernel.ts';

let backend: GraphBackend;
beforeAll(async () => {
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

test('tfjs-backend-webgpu still has every private name that we use', () => {
	expect(INTERNAL_NAMES.filter((name) => !(name in backend))).toEqual([]);
});

test('a kernel of ours sees its tensors, uniforms and constants by name', async () => {
	const x = tf.tensor1d([1, 2, 3, 4, 5]);
	const { y, twice } = runKernel(backend, {
		name: 'scaleAndShift',
		source: `@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
			if (id.x >= params.size) { return; }
			y[id.x] = x[id.x] * params.scale + SHIFT;
			twice[id.x] = i32(id.x * FACTOR);
		}`,
		constants: { FACTOR: 2, SHIFT: '0.5' },
		inputs: { x },
		outputs: { y: { shape: [5] }, twice: { shape: [5], dtype: 'int32' } },
		uniforms: { size: u32(5), scale: f32(10) },
		grid: [1, 1, 1],
	});

	expect(Array.from(await y.data())).toEqual([10.5, 20.5, 30.5, 40.5, 50.5]);
	expect(Array.from(await twice.data())).toEqual([0, 2, 4, 6, 8]);
});

test('whole numbers cast to floats by tfjs reach a kernel as floats', async () => {
	const logits = tf.tensor2d([1, 2, 3, 0, 1, 0, 2, 2, 1], [3, 3]);
	const targets = tf.tensor1d([2, 0, 1], 'int32');
	const mask = tf.cast(tf.tensor1d([1, 0, 1], 'int32'), 'float32');
	const before = backend.numDataIds();
	const loss = softmaxCrossEntropy(logits, targets, mask);

	const expected = softmaxCrossEntropyReference(logits, targets, tf.tensor1d([1, 0, 1]));
	expect((await loss.data())[0]).toBeCloseTo((await expected.data())[0] ?? 0, 6);
	expect(backend.numDataIds() - before).toBeLessThanOrEqual(3);
});
