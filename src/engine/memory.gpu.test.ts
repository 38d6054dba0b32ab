import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refused, startDawn } from '../../tests/support/dawn.ts';
import { isNight } from '../../tests/support/sample.ts';
import { compile } from './compile.ts';
import { gpuBytesInUse } from './gpu/memory-in-use.ts';
import { createLibraryGpt, initialLibraryWeights } from './library-gpt.ts';
import { adamw } from './optim/adamw.ts';

beforeAll(startDawn);
afterAll(() => expect(refused).toEqual([]));

const STEPS = isNight ? 1_000 : 100;
const CONFIG = { layers: 1, width: 16, heads: 2, time: 8, vocabulary: 16 };

// Without a collection the heap holds whatever has not been collected yet, and the test would measure chance.
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

test(`memory stays flat over ${STEPS} replayed steps: GPU buffers, tensors, JavaScript heap`, { timeout: 1_200_000 }, async () => {
	const tensorsBefore = tf.memory().numTensors;
	const gpt = createLibraryGpt(CONFIG, initialLibraryWeights(CONFIG, 1));
	// Slow enough that the data is not known by heart at the last step: the loss would then be 0 to the last bit.
	const optimizer = adamw(gpt.parameters, { learningRate: 0.0003 });
	const step = compile((x: tf.Tensor2D, y: tf.Tensor2D) => optimizer.minimize(() => gpt.loss(x, y)));
	const train = async (i: number): Promise<void> => {
		const ids = (shift: number): tf.Tensor2D =>
			tf.tensor2d(
				Int32Array.from({ length: 8 }, (_, j) => (i * 7 + j * 3 + shift) % 16),
				[1, 8],
				'int32',
			);
		const [x, y] = [ids(0), ids(3)];
		const loss = await step(x, y);
		if (i % 10 === 0) expect(await loss.read()).toBeGreaterThan(0);
		tf.dispose([x, y]);
	};
	for (let i = 0; i < 10; i += 1) await train(i);
	expect(step.status).toMatchObject({ mode: 'replayed', leaked: 0 });
	const before = { bytes: gpuBytesInUse(), tensors: tf.memory().numTensors, heap: heap() };
	for (let i = 10; i < STEPS; i += 1) await train(i);

	expect(gpuBytesInUse()).toBe(before.bytes);
	expect(tf.memory().numTensors).toBe(before.tensors);
	// Promises and closures of a step are garbage, not memory: 20 kB a step would be a leak.
	expect(heap() - before.heap).toBeLessThan(4_000_000 + STEPS * 2_000);
	step.dispose();
	optimizer.dispose();
	gpt.dispose();
	expect(tf.memory().numTensors).toBe(tensorsBefore);
});

function heap(): number {
	collectGarbage();
	return process.memoryUsage().heapUsed;
}
