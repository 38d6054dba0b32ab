import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import { compile } from '../compile.ts';
import { type AdamWOptions, adamw } from './adamw.ts';

beforeAll(startDawn);
afterAll(() => expect(refused).toEqual([]));

const values = (size: number, step: number): Float32Array => Float32Array.from({ length: size }, (_, i) => Math.sin(step * (i + 1)));

/** Parameters after some steps on a loss that uses each of them; sizes that fill no block. */
async function train(backend: 'webgpu' | 'wasm', options: AdamWOptions, how: 'eager' | 'compiled', steps = 6): Promise<number[]> {
	await tf.setBackend(backend);
	const parameters = new Map<string, tf.Variable>([
		['w', tf.tidy(() => tf.variable(tf.tensor2d(values(70, 0.3), [10, 7])))],
		['b', tf.tidy(() => tf.variable(tf.tensor1d(values(7, 0.9))))],
		['scale', tf.tidy(() => tf.variable(tf.tensor1d(values(65, 0.2))))],
	]);
	const optimizer = adamw(parameters, options);
	const [w, b, scale] = [...parameters.values()] as [tf.Variable, tf.Variable, tf.Variable];
	const body = (x: tf.Tensor): tf.Scalar =>
		optimizer.minimize(() => {
			const fit = tf.mean(tf.square(tf.sub(tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), b), 1)));
			return tf.add(tf.mul(fit, 20), tf.mean(tf.square(tf.sub(scale, 0.5)))) as tf.Scalar;
		});
	const step = compile<[tf.Tensor]>(body);
	for (let i = 0; i < steps; i += 1) {
		const x = tf.tensor2d(values(30, 0.1 * (i + 1)), [3, 10]);
		if (how === 'compiled') await step(x);
		else body(x).dispose();
		x.dispose();
	}
	if (how === 'compiled' && backend === 'webgpu') expect(step.status.mode).toBe('replayed');
	const moments = [...optimizer.m.values(), ...optimizer.v.values()];
	const all = await Promise.all([...parameters.values(), ...moments].map((each) => each.data()));
	expect(optimizer.step).toBe(steps);
	step.dispose();
	optimizer.dispose();
	const after = await w.data();
	expect(Array.from(after)).toEqual(Array.from(all[0] ?? []));
	tf.dispose([...parameters.values()]);
	return all.flatMap((each) => Array.from(each));
}

const SCHEDULED: AdamWOptions = { learningRate: (step) => 0.02 / (step + 1), maxNorm: 0.7 };

test('the flat update is the plain one', async () => {
	const flat = await train('webgpu', SCHEDULED, 'eager');
	await startWasm();
	const plain = await train('wasm', SCHEDULED, 'eager');

	const difference = Math.max(...flat.map((x, i) => Math.abs(x - (plain[i] ?? Number.NaN))));
	expect(difference).toBeLessThanOrEqual(2e-6);
});

test.each([
	['with clipping and a schedule', SCHEDULED],
	['without clipping', { learningRate: 0.01, maxNorm: null }],
])('a replayed step is bit-equal to the step as written, %s', async (_, options) => {
	const before = tf.memory().numTensors;
	expect(await train('webgpu', options, 'compiled')).toEqual(await train('webgpu', options, 'eager'));
	expect(tf.memory().numTensors).toBe(before);
});

test('a parameter that the loss does not use is named', async () => {
	await tf.setBackend('webgpu');
	const parameters = new Map([
		['used', tf.variable(tf.scalar(1))],
		['idle', tf.variable(tf.scalar(1))],
	]);
	const optimizer = adamw(parameters, { learningRate: 0.1 });

	// tfjs leaves out what the loss does not reach.
	expect(() => optimizer.minimize(() => tf.square(parameters.get('used') ?? 0) as tf.Scalar)).toThrow(/idle/);
	optimizer.dispose();
	tf.dispose([...parameters.values()]);
});
