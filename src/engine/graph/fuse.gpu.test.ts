import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import { compile } from '../compile.ts';

beforeAll(startDawn);
afterAll(() => expect(refused).toEqual([]));

/** The values of `body` over 3 steps as written, and 6 steps compiled, each summed with uneven weights so that a misplaced value shows. */
async function bothWays(
	body: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor,
	shapes: [number[], number[]] = [
		[3, 8],
		[3, 8],
	],
) {
	const input = (shape: number[], step: number, shift: number): tf.Tensor =>
		tf.tidy(() =>
			tf.tensor(
				Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.round(30 * Math.sin(i * 1.7 + step + shift)) / 10),
				shape,
			),
		);
	const weigh = (value: tf.Tensor): tf.Scalar =>
		tf.tidy(() => tf.sum(tf.mul(tf.cast(value, 'float32'), tf.reshape(tf.cos(tf.range(0, value.size)), value.shape))) as tf.Scalar);
	const step = compile<[tf.Tensor, tf.Tensor]>((x, y) => weigh(body(x, y)));
	const [eager, compiled]: [number[], number[]] = [[], []];
	for (let i = 0; i < 5; i += 1) {
		const [x, y] = [input(shapes[0], i, 0), input(shapes[1], i, 0.5)];
		const written = weigh(tf.tidy(() => body(x, y)));
		eager.push((await written.data())[0] ?? 0);
		compiled.push(await (await step(x, y)).read());
		tf.dispose([x, y, written]);
	}
	const { status } = step;
	step.dispose();
	return { eager, compiled, status };
}

test.each<[string, (x: tf.Tensor, y: tf.Tensor) => tf.Tensor]>([
	['add, sub, mul, div', (x, y) => tf.div(tf.mul(tf.add(x, y), tf.sub(x, 0.25)), tf.add(tf.square(y), 1))],
	[
		'comparisons',
		(x, y) =>
			tf.add(tf.cast(tf.greater(x, y), 'float32'), tf.add(tf.cast(tf.lessEqual(x, 0.1), 'float32'), tf.cast(tf.equal(x, x), 'float32'))),
	],
	['max, min, squaredDifference', (x, y) => tf.squaredDifference(tf.maximum(x, y), tf.minimum(x, 0.5))],
	['exp, log, sqrt, rsqrt', (x, y) => tf.add(tf.log(tf.exp(x)), tf.mul(tf.sqrt(tf.abs(y)), tf.rsqrt(tf.add(tf.abs(x), 0.1))))],
	['tanh, sigmoid, relu, neg', (x, y) => tf.mul(tf.tanh(x), tf.add(tf.sigmoid(y), tf.relu(tf.neg(x))))],
	[
		'sin, cos, floor, sign, reciprocal',
		(x, y) => tf.add(tf.mul(tf.sin(x), tf.cos(y)), tf.mul(tf.floor(x), tf.mul(tf.sign(y), tf.reciprocal(tf.add(tf.abs(x), 1))))),
	],
	['the log of negative numbers is NaN', (x) => tf.where(tf.isNaN(tf.mul(tf.log(tf.sub(x, 0.1)), 2)), 5, x)],
])('%s: fused and as tfjs has it', async (_, body) => {
	const { eager, compiled, status } = await bothWays(body);

	expect(status.mode).toBe('replayed');
	expect(status.dispatches).toBeLessThan(status.writtenDispatches);
	expect(compiled).toEqual(eager);
});

test.each<[string, [number[], number[]]]>([
	['rows', [[3, 7], [7]]],
	[
		'columns',
		[
			[3, 8],
			[3, 1],
		],
	],
	[
		'a middle axis',
		[
			[2, 3, 4],
			[2, 1, 4],
		],
	],
	['a scalar', [[5, 3], []]],
	[
		'both ways',
		[
			[4, 1],
			[1, 6],
		],
	],
])('broadcasting over %s', async (_, shapes) => {
	const { eager, compiled, status } = await bothWays((x, y) => tf.mul(tf.add(tf.mul(x, 3), y), tf.sub(x, tf.mul(y, 0.5))), shapes);

	expect(status.mode).toBe('replayed');
	expect(compiled).toEqual(eager);
});

test('one buffer read in two shapes is two inputs', async () => {
	const { eager, compiled } = await bothWays(
		(x) => tf.add(tf.mul(tf.reshape(x, [6, 1]), 2), tf.mul(tf.reshape(x, [1, 6]), 3)),
		[[2, 3], [1]],
	);

	expect(compiled).toEqual(eager);
});

test('a value that another kernel needs half-way is there in time', async () => {
	const { eager, compiled } = await bothWays((x, y) => {
		const a = tf.add(tf.mul(x, 2), y);
		const sums = tf.sum(a, 0, true);
		return tf.add(tf.mul(a, 3), tf.mul(sums, y));
	});

	expect(compiled).toEqual(eager);
});

test('numbers that change from step to step are filled in, others need no buffer', async () => {
	let step = 0;
	let isCompiled = false;
	const { eager, compiled, status } = await bothWays((x, y) => {
		isCompiled = !isCompiled;
		// Both ways see the same number: they take turns.
		const rate = isCompiled ? ++step : step;
		return tf.add(tf.mul(tf.sub(x, 0.5), rate), tf.mul(y, 0.25));
	});

	expect(status.mode).toBe('refilled');
	expect(compiled).toEqual(eager);
});

test('a variable that a fused kernel reads and renews is changed in place, without a copy', async () => {
	const [mean, weight] = [tf.variable(tf.fill([4, 6], 0.5)), tf.variable(tf.fill([4, 6], 2))];
	const twins = [tf.variable(tf.fill([4, 6], 0.5)), tf.variable(tf.fill([4, 6], 2))] as const;
	const update = (x: tf.Tensor, m: tf.Variable, w: tf.Variable): tf.Scalar => {
		const before = tf.sum(tf.mul(w, tf.add(x, 1)));
		m.assign(tf.add(tf.mul(m, 0.9), tf.mul(tf.square(x), 0.1)));
		w.assign(tf.sub(tf.mul(w, 0.99), tf.div(x, tf.add(tf.sqrt(m), 0.01))));
		return before as tf.Scalar;
	};
	const step = compile<[tf.Tensor]>((x) => update(x, mean, weight));
	for (let i = 0; i < 6; i += 1) {
		const x = tf.tensor2d(
			Float32Array.from({ length: 24 }, (_, j) => Math.sin(i + j)),
			[4, 6],
		);
		const loss = await step(x);
		const expected = tf.tidy(() => update(x, ...twins));
		expect(await loss.read()).toBe((await expected.data())[0]);
		tf.dispose([x, expected]);
	}

	expect(await mean.data()).toEqual(await twins[0].data());
	expect(await weight.data()).toEqual(await twins[1].data());
	expect(step.status).toMatchObject({ mode: 'replayed', copies: 0 });
	step.dispose();
	tf.dispose([mean, weight, ...twins]);
});
