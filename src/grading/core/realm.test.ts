import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { tensorValue, type Value } from '#contract/value.ts';
import { createRealm, type Realm } from './realm.ts';

let realm: Realm;
beforeAll(async () => {
	await tf.setBackend('cpu');
	realm = createRealm(tf, { file: 'realm.test.ts', lineOffset: 0 });
});

const two = tensorValue([1, 2], [2]);
const call = (fn: unknown, args: readonly Value[] = []) => realm.callExport({ fn }, 'fn', args);

test('a tensor goes in and a tensor comes out as plain data', async () => {
	const result = await call((x: tf.Tensor) => tf.mul(x, 3), [two]);

	expect(result).toEqual({ status: 'ok', value: tensorValue([3, 6], [2]) });
});

test('a promise is awaited and undefined becomes null', async () => {
	expect(await call(async () => ({ loss: 1.5 }))).toEqual({ status: 'ok', value: { loss: 1.5 } });
	expect(await call(() => undefined)).toEqual({ status: 'ok', value: null });
});

test('no tensor and no variable is left behind, also by async code, open scopes and throws', async () => {
	const before = tf.memory().numTensors;

	await call(
		async (x: tf.Tensor) => {
			tf.variable(tf.ones([3]));
			tf.engine().startScope('left open');
			await Promise.resolve();
			return tf.add(x, 1);
		},
		[two],
	);
	await call(() => {
		tf.ones([4]);
		throw new Error('stop');
	});

	expect(tf.memory().numTensors).toBe(before);
	expect(tf.engine().state.scopeStack).toHaveLength(0);
});

test.each([
	['a function', () => () => 1, /function/],
	['a bigint', () => 10n, /bigint/],
	// biome-ignore lint/suspicious/noThenProperty: a thenable is what this case is about
	['a thenable', () => ({ then: () => 1 }), /function/],
	['a class instance', () => new Map(), /class/],
	[
		'a cycle',
		() => {
			const a: unknown[] = [];
			a.push(a);
			return a;
		},
		/itself/,
	],
	['deep nesting', () => [[[[[[[1]]]]]]], /nested/],
	['too many items', () => Array.from({ length: 1_001 }, () => 0), /1000 list items/],
	['too many keys', () => Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, 0])), /keys/],
	['a huge text', () => 'x'.repeat(600_000), /MiB/],
	['a huge tensor', () => tf.zeros([1_024, 1_024]), /MiB/],
	['too many tensors', () => Array.from({ length: 65 }, () => tf.scalar(0)), /64 tensors/],
	['a __proto__ key', () => JSON.parse('{"__proto__": 1}'), /__proto__/],
	[
		'a disposed tensor',
		() => {
			const t = tf.ones([2]);
			t.dispose();
			return t;
		},
		/disposed/,
	],
	['a forged tensor', () => Object.create(tf.Tensor.prototype), /disposed|altered/],
	['a tensor with a forged shape', () => Object.assign(tf.ones([2]), { shape: [1e9, 1e9] }), /altered/],
	['a complex tensor', () => tf.complex([1], [2]), /complex64/],
])('%s is refused with a sentence', async (_, fn, message) => {
	const result = await call(fn);

	expect(result).toMatchObject({ status: 'unsupported', message: expect.stringMatching(message) });
});

test('a replaced Tensor.prototype.data does not change what is read', async () => {
	const original = tf.Tensor.prototype.data;
	tf.Tensor.prototype.data = async () => Float32Array.of(9, 9) as never;

	const result = await call((x: tf.Tensor) => tf.add(x, 0), [two]);
	tf.Tensor.prototype.data = original;

	expect(result).toEqual({ status: 'ok', value: two });
});

test('an input changed in place does not change the check’s data', async () => {
	await call(
		(x: tf.Tensor) => {
			x.dataSync()[0] = 99;
			return 1;
		},
		[two],
	);

	expect(two.data[0]).toBe(1);
});

test('a throw is told with its kind, message and the line in the learner’s file', async () => {
	const result = await call(() => {
		throw new RangeError('out of steps');
	});

	expect(result).toMatchObject({ status: 'threw', kind: 'RangeError', message: 'out of steps', line: expect.any(Number) });
	expect(
		await call(() => {
			throw null;
		}),
	).toMatchObject({ status: 'threw', kind: 'Error' });
	expect(
		await call(() => {
			throw 'text';
		}),
	).toMatchObject({ status: 'threw', message: 'text' });
});

test('a getter on a thrown object is never called', async () => {
	let called = 0;
	const bomb = {
		get message() {
			called += 1;
			return '';
		},
	};
	const error = Object.defineProperty(new Error('x'), 'message', {
		get: () => {
			called += 1;
			return '';
		},
	});

	await call(() => {
		throw bomb;
	});
	await call(() => {
		throw error;
	});

	expect(called).toBe(0);
});

test('Math.random starts from the seed at every call', async () => {
	const draw = () => realm.callExport({ fn: () => Math.random() }, 'fn', [], { seed: 7 });

	expect(await draw()).toEqual(await draw());
	expect(await draw()).not.toEqual(await realm.callExport({ fn: () => Math.random() }, 'fn', [], { seed: 8 }));
});

test('gradients come back in order, with null where nothing depends on the argument', async () => {
	const exports = { fn: (x: tf.Tensor, _y: tf.Tensor) => tf.square(x) };

	const result = await realm.gradientOf(exports, 'fn', [two, two], [0, 1], tensorValue([1, 10], [2]));

	expect(result).toEqual({ status: 'ok', value: [tensorValue([2, 40], [2]), null] });
});

test('a gradient through a number or a wrong shape is refused with a sentence', async () => {
	const gradient = (fn: unknown) => realm.gradientOf({ fn }, 'fn', [two], [0], two);

	expect(await gradient(() => 3)).toMatchObject({ status: 'unsupported', message: expect.stringMatching(/one tensor/) });
	expect(await gradient((x: tf.Tensor) => tf.sum(x))).toMatchObject({
		status: 'unsupported',
		message: expect.stringMatching(/shape \[\]/),
	});
	expect(await gradient(async (x: tf.Tensor) => x)).toMatchObject({ status: 'unsupported', message: expect.stringMatching(/promise/) });
});

test('a missing export is said, an inherited name is not an export', async () => {
	expect(await realm.callExport({}, 'attention', [])).toEqual({ status: 'missing-export' });
	expect(await realm.callExport({}, 'toString', [])).toEqual({ status: 'missing-export' });
	expect(await realm.callExport({ attention: 3 }, 'attention', [])).toEqual({ status: 'missing-export' });
});

test('the harness gets the learner’s exports first', async () => {
	const harness = { twice: (exports: { fn: (n: number) => number }, n: number) => exports.fn(exports.fn(n)) };

	expect(await realm.callHarness(harness, { fn: (n: number) => n + 1 }, 'twice', [3])).toEqual({ status: 'ok', value: 5 });
	await expect(realm.callHarness(harness, {}, 'absent', [])).rejects.toThrow(/no function named absent/);
});

test('an argument of a check that is no tensor is our fault, not the learner’s', async () => {
	await expect(realm.gradientOf({ fn: (x: tf.Tensor) => x }, 'fn', [3], [0], two)).rejects.toThrow(/not a tensor/);
});

const watched = async (fn: unknown, args: readonly Value[]) => {
	const result = await realm.callExport({ fn }, 'fn', args, { watch: true });
	return result.status === 'ok' ? result.watched : result;
};

test('a watched call tells what it left behind: intermediates, kept ones and variables, not what it gave back', async () => {
	const none = { count: 0, shapes: [] };

	expect(await watched((x: tf.Tensor) => tf.add(tf.mul(x, 3), 1), [two])).toMatchObject({ left: { count: 1, shapes: [[2]] } });
	expect(await watched((x: tf.Tensor) => tf.tidy(() => tf.add(tf.mul(x, 3), 1)), [two])).toMatchObject({ left: none });
	expect(await watched((x: tf.Tensor) => ({ out: [x, tf.tidy(() => tf.square(x))] }), [two])).toMatchObject({ left: none });
	expect(await watched(() => void tf.tidy(() => tf.keep(tf.ones([4]))), [])).toMatchObject({ left: { count: 1, shapes: [[4]] } });
	expect(await watched(() => void tf.tidy(() => tf.variable(tf.ones([5]))), [])).toMatchObject({ left: { count: 1, shapes: [[5]] } });
	expect((await call(() => 1)) as object).not.toHaveProperty('watched');
});

test('the count is of what happened, whatever the file says of the engine', async () => {
	const cheat = (x: tf.Tensor) => {
		const left = tf.mul(x, 3);
		const engine = tf.engine();
		engine.state.numTensors = 0;
		Reflect.set(engine, 'trackTensor', () => undefined);
		Reflect.set(left, 'isDisposedInternal', true);
		return 1;
	};
	const seen = await watched(cheat, [two]);

	expect(seen).toMatchObject({ left: { count: 1, shapes: [[2]] } });
});

test('a watched call tells how its arguments stand afterwards', async () => {
	const changed = (x: tf.Tensor, rows: number[][]) => {
		x.dataSync()[0] = 99;
		rows[0]?.push(7);
		return 1;
	};

	expect(await watched(changed, [two, [[1], [2]]])).toMatchObject({ args: [tensorValue([99, 2], [2]), [[1, 7], [2]]] });
	expect(await watched((x: tf.Tensor) => x.dispose(), [two])).toMatchObject({ args: [null] });
	expect(await watched((x: tf.Tensor) => tf.square(x), [two])).toMatchObject({ args: [two] });
});
