import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';

describe('the tfjs facade', () => {
	beforeAll(() => tf.setBackend('cpu'));

	test('has chained methods that agree with the functions', () => {
		const a = tf.tensor2d([
			[1, 2],
			[3, 4],
		]);
		const b = tf.tensor2d([[5], [6]]);
		expect(a.matMul(b).arraySync()).toEqual(tf.matMul(a, b).arraySync());
		expect(a.concat(a, 1).shape).toEqual([2, 4]);
		expect(a.stack([a]).shape).toEqual([2, 2, 2]);
		expect(a.toInt().dtype).toBe('int32');
		expect(a.where(a.greater(2), tf.zerosLike(a)).arraySync()).toEqual([
			[0, 0],
			[3, 4],
		]);
	});

	test('differentiates through gather, softmax and matMul', () => {
		const table = tf.variable(tf.ones([4, 2]));
		const { grads } = tf.variableGrads(() =>
			tf
				.gather(table, tf.tensor1d([1, 1, 2], 'int32'))
				.square()
				.sum()
				.asScalar(),
		);
		expect(grads[table.name]?.arraySync()).toEqual([
			[0, 0],
			[4, 4],
			[2, 2],
			[0, 0],
		]);
		expect(
			tf
				.grad((x) => x.softmax().sum())(tf.tensor1d([1, 2]))
				.arraySync(),
		).toEqual([0, 0]);
	});

	test('differentiates log σ inside a tidy, as a function and as a method', () => {
		for (const loss of [(x: tf.Tensor) => tf.tidy(() => tf.logSigmoid(x).sum()), (x: tf.Tensor) => tf.tidy(() => x.logSigmoid().sum())]) {
			const slopes = tf
				.grad(loss)(tf.tensor1d([0, 200, -200]))
				.dataSync();
			expect(Array.from(slopes)).toEqual([0.5, 0, 1]);
		}
	});
});
