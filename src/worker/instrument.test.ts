import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import * as gradus from 'gradus';
import type { SeenTensor } from '#contract/run.ts';
import { compiles, evaluate, type ModuleExports } from './evaluate.ts';
import { instrument } from './instrument.ts';
import { SEE } from './probe-name.ts';
import { createTensorSight } from './tensor-sight.ts';
import { transpile } from './transpile.ts';

const require = (specifier: string): ModuleExports => ({ '@tensorflow/tfjs': tf, gradus })[specifier] ?? {};

/** Runs `call` on the instrumented module and gives what was seen of each expression, by its text. */
async function seen(source: string, call: (exports: ModuleExports) => unknown): Promise<Map<string, SeenTensor>> {
	await tf.setBackend('cpu');
	const made = instrument(source);
	if (made === null) throw new Error('The source was not instrumented.');
	const sight = createTensorSight(made.probes);
	call(evaluate(made.code, 'x.ts', require, { [SEE]: sight.see }));
	return new Map((await sight.report()).map((each) => [each.text, each]));
}

/** Names are told by typeof; what they are is up to the test. */
function run(exports: ModuleExports, name: string, ...args: unknown[]): unknown {
	const fn = exports[name];
	if (typeof fn !== 'function') throw new Error(`There is no function ${name}.`);
	return fn(...args);
}

const IMPORT = "import * as tf from '@tensorflow/tfjs';\n";

describe('what is seen', () => {
	test('shape, dtype, min, mean and max of the last value, and how often', async () => {
		const source = `${IMPORT}export function f(x: tf.Tensor): tf.Tensor {
	const y = x.mul(2).add(1); // [2, 3]
	return y.sum(-1);
}`;
		const found = await seen(source, (exports) => {
			run(exports, 'f', tf.tensor2d([[1, 2, 3]]));
			run(exports, 'f', tf.tensor2d([0, 1, 2, 3, 4, 5], [2, 3]));
		});

		expect(found.get('x.mul(2).add(1)')).toMatchObject({
			shape: [2, 3],
			dtype: 'float32',
			runs: 2,
			stats: { min: 1, mean: 6, max: 11 },
			notFinite: 0,
			ranges: [
				{ line: 3, column: 12, endLine: 3, endColumn: 27 },
				{ line: 3, column: 8, endLine: 3, endColumn: 9 },
			],
		});
		expect(found.get('x.mul(2)')).toMatchObject({ shape: [2, 3], stats: { min: 0, mean: 5, max: 10 } });
		expect(found.get('x')).toMatchObject({ shape: [2, 3], runs: 2 });
		expect(found.get('y.sum(-1)')).toMatchObject({ shape: [2], stats: { min: 9, max: 27 } });
	});

	test('values that are not finite are counted and kept out of the mean; large and empty tensors show their shape alone', async () => {
		const source = `${IMPORT}export const f = (x: tf.Tensor) => { const l = x.log(); const big = tf.zeros([256, 257]); const none = tf.zeros([0]); return l; };`;
		const found = await seen(source, (exports) => run(exports, 'f', tf.tensor1d([1, 0, Math.E, -1])));

		expect(found.get('x.log()')).toMatchObject({ notFinite: 2, stats: { min: 0 } });
		expect(found.get('x.log()')?.stats?.mean).toBeCloseTo(0.5);
		expect(found.get('tf.zeros([256, 257])')).toMatchObject({ shape: [256, 257], stats: null });
		expect(found.get('tf.zeros([0])')).toMatchObject({ shape: [0], stats: null });
	});

	test('a value that is disposed afterwards was seen, and no tensor is left or missing', async () => {
		const source = `${IMPORT}export function f(x: tf.Tensor): void { tf.tidy(() => { x.square().mean(); }); const y = x.neg(); y.dispose(); }`;
		const x = tf.tensor1d([1, 2]);
		const before = { ...tf.memory() };
		const found = await seen(source, (exports) => run(exports, 'f', x));
		const after = tf.memory();

		expect(found.get('x.square().mean()')?.stats?.mean).toBe(2.5);
		expect(found.get('x.neg()')?.stats).toEqual({ min: -2, mean: -1.5, max: -1 });
		expect([after.numTensors, after.numBytes, after.numDataBuffers]).toEqual([before.numTensors, before.numBytes, before.numDataBuffers]);
	});
});

// As in the worker: an op of tfjs puts more frames above the learner's than V8 keeps.
Error.stackTraceLimit = 60;

describe('the program stays the same', () => {
	const FORMS: readonly (readonly [string, string])[] = [
		['an optional chain', 'const m = new Map<string, { a(): { b: number } }>(); export const out = [m.get("x")?.a().b, m.get("y")?.a()];'],
		['destructuring', 'let a = { v: 1 }; let b = { v: 2 }; [a, b] = [b, a]; let c; ({ v: c } = a); export const out = [a.v, b.v, c];'],
		[
			'loops over a pattern',
			'const s: unknown[] = []; let k, v; for ([k, v] of Object.entries({ x: 1 })) s.push(k, v); export const out = s;',
		],
		[
			'this',
			'class A { n = 2; get(x: number) { return this.twice(x); } twice(x: number) { return x * this.n; } } const a = new A(); export const out = a.get(4);',
		],
		[
			'new and what follows',
			'class B { constructor(readonly v: number) {} up() { return new B(this.v + 1); } } export const out = new B(1).up().up().v;',
		],
		['async arrows', 'const f = async (x: number) => x; const g = async x => (await f(x)); export const out = typeof g;'],
		['generics and casts', 'const id = <T,>(x: T): T => x; export const out = (id<number>(3) as number)!.toFixed(1);'],
		[
			'methods, getters, computed keys',
			'const key = "k"; const o = { f(x: number) { return x; }, get g() { return 2; }, [key]: 3, key }; export const out = [o.f(1), o.g, o.k, o.key];',
		],
		[
			'templates and tags',
			// biome-ignore lint/suspicious/noTemplateCurlyInString: the text is a program.
			'const tag = (s: TemplateStringsArray, x: number) => s.join("|") + x; const n = 2; export const out = tag`a${n}b` + `${tag`c\n${n}`}`;',
		],
		[
			'a line that begins with a parenthesis',
			'const a = { f: () => 1 }\nconst b = (a as { f(): number }).f()\nexport const out = (a).f() + b',
		],
		[
			'parameters with defaults and patterns',
			'function f({ a, b: [c] = [5] }: { a: number; b?: number[] }, g = (q: number) => q * a, ...rest: number[]) { return [a, c, g(2), ...rest]; } export const out = f({ a: 3 }, undefined, 7, 8);',
		],
		['a default that is an arrow without parentheses', 'function f(g = q => q) { return g(1); } export const out = f();'],
		[
			'generators and labels',
			'function* g(n: number) { outer: for (let i = 0; i < n; i++) { if (i === 2) continue outer; yield i; } } export const out = [...g(4)];',
		],
		[
			'regular expressions and increments',
			'let i = 0; const re = /[)(]/g; const s = "a(b)".replace(re, () => String(i++)); export const out = [s, i];',
		],
		[
			'switch and ternary',
			'const x = 2; let y; switch (x) { case 1: y = "a"; break; default: y = x > 1 ? String(x) : x; } export const out = y;',
		],
		[
			'member targets',
			'const o: Record<string, number> = {}; const get = () => o; get().a = 1; get()["b"] = 2; get().a += 5; [get().c] = [3]; export const out = o;',
		],
		[
			'enums and overloads',
			'enum E { A = 1, B = A + 1 } function f(x: number): number; function f(x: string): string; function f(x: unknown) { return x; } export const out = [E.B, f(1)];',
		],
		['windows line ends', 'const a = [1]\r\nconst b = a\r\nexport const out = b.concat(a)\r\n'],
	];

	test.each(FORMS)('%s', (_, source) => {
		const made = instrument(source);
		if (made === null) throw new Error('The source was not instrumented.');
		const sight = createTensorSight(made.probes);
		const plain = transpile(source);
		if ('error' in plain) throw new Error(plain.error.message);

		expect(compiles(made.code)).toBe(true);
		expect(evaluate(made.code, 'x.ts', require, { [SEE]: sight.see })['out']).toEqual(evaluate(plain.code, 'x.ts', require)['out']);
		expect(made.code.split('\n').length).toBe(source.split('\n').length);
	});

	test('an error stays on its line', () => {
		const source = `${IMPORT}export function f(x: tf.Tensor) {\n\treturn tf\n\t\t.tidy(() => x\n\t\t\t.matMul(x));\n}`;
		const made = instrument(source);
		const exports = evaluate(made?.code ?? '', 'x.ts', require, { [SEE]: createTensorSight(made?.probes ?? []).see });
		try {
			run(exports, 'f', tf.zeros([2, 3]));
			expect.unreachable();
		} catch (error) {
			expect(error instanceof Error && /x\.ts:(\d+)/.exec(error.stack ?? '')?.[1]).toBe(String(5 + 2));
		}
	});

	test('a file that does not parse, has no expression, or uses the name of the probe runs as it is', () => {
		expect(instrument('export const a = = 1;')).toBeNull();
		expect(instrument('export const a = 1;')).toBeNull();
		expect(instrument('const __see = (x: number) => x; export const a = __see(1);')).toBeNull();
	});

	test('the solution of lab 1.4 is seen from its parameters to its result', async () => {
		const source = readFileSync(new URL('../labs/causal-attention/solution.ts', import.meta.url), 'utf8');
		const x = tf.ones([2, 3, 4]);
		const found = await seen(source, (exports) => run(exports, 'causalAttention', x, x, x));

		expect(found.get('q')).toMatchObject({ shape: [2, 3, 4] });
		expect(found.get('q.matMul(k, false, true).div(Math.sqrt(headDim))')).toMatchObject({
			shape: [2, 3, 3],
			stats: { min: 2, mean: 2, max: 2 },
		});
		expect(found.get('visible.softmax(-1)')).toMatchObject({ shape: [2, 3, 3], stats: { min: 0, max: 1 } });
		expect(found.get('visible.softmax(-1).matMul(v)')).toMatchObject({ shape: [2, 3, 4] });
	});
});
