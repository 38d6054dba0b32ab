/** Work is counted from what really ran; each way to hide some of it ends in "could not be counted", or in the true count. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { tensorValue } from '#contract/value.ts';
import { seededRandom } from '../random.ts';
import { createRealm } from '../realm.ts';
import type { Subject } from '../subject.ts';
import { randomTensor } from './properties.ts';
import { usesAtMost, type WorkBound, workOf } from './resources.ts';

beforeAll(() => tf.setBackend('cpu'));

/** Each call in a realm of its own, as hidden calls are. */
function subjectOf(fn: unknown): Subject {
	const fresh = () => createRealm(tf, { file: 'resources.test.ts', lineOffset: 0 });
	return {
		call: (name, args) => fresh().callExport({ fn }, name, args),
		gradient: async () => ({ status: 'missing-export' }),
		harness: async () => ({ status: 'missing-export' }),
		async count(_, name, args, others) {
			const tape = await fresh().record({ fn }, null, name, args);
			return tape.status === 'ok' ? fresh().replay(tape.value, others) : tape;
		},
	};
}

const random = seededRandom(3);
const pair = () => [randomTensor(random, [4, 5]), randomTensor(random, [5, 6])];
const [args, others] = [pair(), pair()];
const judge = (fn: unknown, bound: WorkBound) => usesAtMost(bound, { subject: subjectOf(fn), call: 'fn', args, others });
type Two = (a: tf.Tensor2D, b: tf.Tensor2D) => unknown;

const once: Two = (a, b) => a.matMul(b).add(1);
const PRODUCT = 2 * 4 * 5 * 6;

test('FLOPs, bytes and ops of a function, from its ops and their shapes', async () => {
	const work = await workOf({ subject: subjectOf(once), call: 'fn', args, others });
	expect(work).toMatchObject({ flops: PRODUCT + 24, ops: 2, bytes: 4 * (20 + 30 + 24 + 24 + 1 + 24) });
});

test('within the bound passes; above it, what was used, the bound, and the op and line that took most', async () => {
	expect(await judge(once, { flops: PRODUCT + 24, ops: 2, bytes: 1_000 })).toBeNull();
	const twice: Two = (a, b) => a.matMul(b).add(a.matMul(b)).div(2);
	expect(await judge(twice, { flops: 300 })).toMatchObject({
		diagnosis: 'too-much-work',
		message: expect.stringMatching(
			/^fn uses 528 FLOPs here; at most 300 are allowed\. Most of it is matMul on line \d+, called 2 times: 480\.$/,
		),
		line: expect.any(Number),
	});
	expect(await judge(twice, { ops: 3 })).toMatchObject({ message: expect.stringContaining('uses 4 ops here; at most 3') });
	expect(await judge(twice, { bytes: 100 })).toMatchObject({ message: expect.stringContaining('bytes here; at most 100') });
});

test('constants, masks with infinity, gradients, variables, lists and optional inputs are counted', async () => {
	const masked: Two = (a, b) =>
		tf.softmax(
			a.matMul(b).add(
				tf
					.fill([4, 6], Number.NEGATIVE_INFINITY)
					.mul(tf.zeros([4, 6]))
					.where(tf.zeros([4, 6], 'bool'), tf.scalar(0)),
			),
		);
	const learned: Two = (a, b) => {
		const w = tf.variable(b);
		w.assign(
			w.sub(
				tf
					.grad((x) => a.matMul(x).square().sum())(b)
					.mul(0.1),
			) as tf.Tensor2D,
		);
		return [tf.concat([a.matMul(w), a.matMul(b)]), tf.fused.matMul({ a, b, activation: 'relu' })];
	};
	for (const fn of [masked, learned]) expect(await judge(fn, { flops: 10_000 })).toBeNull();
	expect(await judge(learned, { flops: 5 * PRODUCT })).toMatchObject({ diagnosis: 'too-much-work' });
});

const CHEATS: Readonly<Record<string, Two>> = {
	'computes by hand and returns a new tensor': (a, b) => tf.tensor2d(byHand(a, b), [4, 6]),
	'computes by hand into a tensor that an op made': (a, b) => {
		const out = tf.fill([4, 6], 0);
		out.dataSync().set(byHand(a, b));
		return out;
	},
	'goes around the engine to the kernel itself': (a, b) =>
		tf.getKernel('BatchMatMul', 'cpu').kernelFunc({
			inputs: { a: a.expandDims(0), b: b.expandDims(0) },
			backend: tf.backend(),
			attrs: { transposeA: false, transposeB: false },
		} as never) &&
		tf
			.tidy(() => a.clone())
			.matMul(b)
			.dataSync() &&
		tf.tensor2d(byHand(a, b), [4, 6]),
	'puts an engine in place that says nothing': (a, b) => {
		const engine = tf.engine();
		const own = Object.getOwnPropertyDescriptor(engine, 'runKernel');
		Reflect.deleteProperty(engine, 'runKernel');
		const out = a.matMul(b);
		if (own !== undefined) Object.defineProperty(engine, 'runKernel', own);
		return out;
	},
	'gives numbers, which no op made': (a, b) => a.matMul(b).arraySync(),
	'branches on what it is given': (a, b) => (a.sum().dataSync()[0] === sumOf(args[0]) ? a.matMul(b) : a.matMul(b).add(1)),
	'forgets to return what it computed': (a, b) => void a.matMul(b),
};

function byHand(a: tf.Tensor2D, b: tf.Tensor2D): number[] {
	const [x, y] = [a.arraySync(), b.arraySync()];
	return x.flatMap((row) => Array.from({ length: 6 }, (_, j) => row.reduce((sum, n, i) => sum + n * (y[i]?.[j] ?? 0), 0)));
}

function sumOf(value: (typeof args)[number] | undefined): number {
	return tf.tidy(
		() =>
			tf
				.tensor(value?.data ?? [])
				.sum()
				.dataSync()[0] ?? 0,
	);
}

test.each(Object.entries(CHEATS))('a function that %s has no count', async (_, fn) => {
	expect(await judge(fn, { flops: 1 })).toMatchObject({ outcome: 'fail', diagnosis: 'uncounted-work' });
});

test('a built-in that drops part of the tape leaves a tape that computes nothing', async () => {
	const { push } = Array.prototype;
	const fn: Two = (a, b) => {
		Array.prototype.push = function quiet(this: unknown[], ...items: unknown[]) {
			return Reflect.apply(
				push,
				this,
				items.filter((item) => typeof item !== 'object' || item === null || !('kernel' in item)),
			);
		};
		return a.matMul(b);
	};
	const subject = subjectOf(fn);
	const failure = await usesAtMost(
		{ flops: 1 },
		{ subject, call: 'fn', args, others, expected: [tensorValue(new Float32Array(24), [4, 6])] },
	);
	Array.prototype.push = push;
	expect(failure).toMatchObject({ diagnosis: 'uncounted-work' });
});

test('a cheap answer that is right only where it is counted fails against the right answer', async () => {
	const lazy: Two = () => tf.zeros([4, 6]);
	const right = tf.tidy(() =>
		tf
			.tensor2d(Array.from(others[0]?.data ?? []), [4, 5])
			.matMul(tf.tensor2d(Array.from(others[1]?.data ?? []), [5, 6]))
			.dataSync(),
	);
	const expected = [tensorValue(right, [4, 6])];
	expect(await usesAtMost({ flops: 1 }, { subject: subjectOf(lazy), call: 'fn', args, others, expected })).toMatchObject({
		diagnosis: 'uncounted-work',
	});
});

test('an op without a cost is named, and a function that throws says so', async () => {
	const image: Two = (a) => tf.image.resizeBilinear(a.reshape([4, 5, 1]) as tf.Tensor3D, [2, 2]);
	expect(await judge(image, { flops: 1 })).toMatchObject({
		diagnosis: 'uncounted-work',
		message: expect.stringContaining('ResizeBilinear'),
	});
	expect(await judge(() => Promise.reject(new Error('no')), { flops: 1 })).toMatchObject({ diagnosis: 'threw' });
});

test('tapes that were made by hand are refused or counted, and nothing else', async () => {
	const realm = createRealm(tf, { file: 'x', lineOffset: 0 });
	const tape = (body: unknown) => ({ text: JSON.stringify(body), constants: [] });
	const base = { given: [0, 1], constants: [], ops: [], returned: [[7, [1]]] };
	for (const bad of [{}, base, { ...base, ops: [{ kernel: 'constructor', inputs: [], attrs: {}, outputs: [7] }] }, { ...base, ops: 3 }])
		expect(await realm.replay(tape(bad), args)).toMatchObject({ status: 'unsupported' });
	expect(await realm.replay({ text: '{', constants: [] }, args)).toMatchObject({ status: 'unsupported' });
	expect(await realm.replay('nonsense', args)).toMatchObject({ status: 'unsupported' });
});
