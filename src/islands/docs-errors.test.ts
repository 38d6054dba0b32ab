import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { explainRunError, explainTypeError } from './docs-errors.ts';
import { RUNTIME_ERRORS } from './docs-errors-runtime.ts';
import { TYPE_ERRORS } from './docs-errors-types.ts';

/** Learner code has no types at run time. */
const no = (value: unknown): never => value as never;
const x = (...shape: number[]): tf.Tensor => tf.ones(shape);

/** A wrong call of our facade, and what its explanation must hold. */
const WRONG: readonly (readonly [string, () => unknown, RegExp])[] = [
	['matMul', () => x(2, 3).matMul(x(2, 3)), /\[2, 3\] meets \[2, 3\], and 3 is not 2/],
	['matMul of a vector', () => x(3).matMul(x(3, 2)), /at least two axes/],
	['add', () => x(2, 3).add(x(2)), /\[2, 3\] with \[2\]/],
	['matMul of two batches', () => x(2, 3, 4).matMul(x(3, 4, 2)), /compared from the last axis/],
	['broadcastTo', () => x(2).broadcastTo([3]), /\[2\] cannot become \[3\]/],
	['reshape', () => x(2, 3).reshape([4, 2]), /there are 6 of them, and the shape \[4, 2\]/],
	['asScalar', () => x(2).asScalar(), /holds 2/],
	['reshape with −1', () => x(2, 3).reshape([-1, 4]), /6 numbers do not divide by 4/],
	[
		'a disposed tensor',
		() => {
			const gone = x(2);
			gone.dispose();
			return gone.add(1);
		},
		/given back already/,
	],
	[
		'dataSync of a disposed tensor',
		() => {
			const gone = x(2);
			gone.dispose();
			return gone.dataSync();
		},
		/given back already/,
	],
	['sum', () => x(2, 3).sum(2), /2 axes, counted from 0, so axis 2/],
	['expandDims', () => x(2).expandDims(4), /does not exist/],
	['unstack', () => tf.scalar(1).unstack(), /does not exist/],
	['concat of sizes', () => tf.concat([x(2, 3), x(2, 4)], 0), /\[2, 4\] and \[2, 3\] differ along axis 1/],
	['concat of ranks', () => tf.concat([x(2, 3), x(4)], 0), /need 2 axes/],
	['stack', () => tf.stack([x(2), x(3)]), /one and the same shape/],
	['addN', () => tf.addN([x(2), x(3)]), /one and the same shape/],
	['softmax', () => x(2, 3).softmax(0), /axis 0 of 2/],
	['oneHot', () => tf.oneHot(tf.tensor1d([1.5]), 3), /oneHot takes indices as int32, and it is float32/],
	['where', () => tf.where(x(2), x(2), x(2)), /condition as bool/],
	['add of nothing', () => tf.add(no(undefined), 1), /add got null/],
	['gather', () => x(3).gather(tf.tensor1d([7], 'int32')), /rows 0 to 2/],
	['squeeze', () => x(2, 3).squeeze([1]), /axis 1 has size 3/],
	['slice', () => x(4).slice([3], [2]), /ends at 5 on axis 0, which has only 4/],
	['slice of ranks', () => x(4).slice([0, 0], [1, 1]), /axes: 1/],
	['split', () => x(5).split(2), /equal parts/],
	['transpose', () => x(2, 3).transpose([0, 1, 2]), /2 axes, and \[0, 1, 2\]/],
	['tile', () => x(2, 2).tile([2]), /2 axes, and \[2\]/],
	['transpose to nowhere', () => x(2, 3).transpose([0, 2]), /0 to 1, and \[0, 2\]/],
	['assign of a shape', () => tf.variable(x(2)).assign(no(x(3))), /keeps its shape: it has 2/],
	['assign of a dtype', () => tf.variable(x(2)).assign(no(tf.ones([2], 'int32'))), /keeps its dtype: it has float32/],
	['tensor', () => tf.tensor([1, 2, 3], [2, 2]), /\[2, 2\] needs 4 values, and there are 3/],
	['tensor2d', () => tf.tensor2d(no([1, 2, 3])), /tensor2d got a flat list/],
	['grad', () => tf.grad(() => tf.scalar(1))(tf.scalar(2)), /does not depend/],
	['variableGrads', () => tf.variableGrads(() => tf.scalar(1), [tf.variable(tf.scalar(1))]), /does not depend/],
	['topk', () => x(2).topk(3), /2 numbers on the last axis, so the 3 largest/],
	['einsum', () => tf.einsum('ij,jk->ik', x(2, 3), x(2, 3)), /\[2, 3\] axis 0 has 2 where the other tensor has 3/],
	['a method that is not there', () => new Function('t', 'return t.matmul(1)')(x(2)), /matmul is called/],
	[
		'a property of nothing',
		() => {
			const nothing: { shape: number[] } = no(undefined);
			return nothing.shape;
		},
		/\.shape is asked of it/,
	],
	[
		'a tensor taken apart',
		() => {
			const list: unknown[] = no(x(2));
			const [first] = list;
			return first;
		},
		/no list/,
	],
	[
		'an endless recursion',
		() => {
			const again = (): number => again() + 1;
			return again();
		},
		/without an end/,
	],
];

/** Said by the worker, the engine or JavaScript itself. */
const SAID: readonly (readonly [string, RegExp])[] = [
	['gone is not defined', /the name gone/],
	['Assignment to constant variable.', /made with const/],
	['This lab does not offer "gradus". It offers "@tensorflow/tfjs".', /without gradus/],
	['The file does not compile: Unexpected token, expected ",".', /no valid program/],
	['The step uses a tensor that was disposed. What a step uses must live as long', /given back already/],
	['dataSync and arraySync cannot read from the graphics processor here. Write `await tensor.data()`', /only later/],
	['The loss is NaN after step 4.', /no number any more/],
	['The run used more memory than the browser gives and was stopped.', /alive at once/],
];

function messageOf(call: () => unknown): string {
	try {
		call();
	} catch (error) {
		if (error instanceof Error) return error.message;
	}
	throw new Error('The call is not wrong.');
}

describe('errors of a run', () => {
	beforeAll(() => tf.setBackend('cpu'));

	test.each(WRONG)('%s', (_, call, expected) => {
		const explained = explainRunError(messageOf(call));

		expect(explained?.says).toMatch(expected);
		expect(explained?.says + (explained?.look ?? '')).not.toMatch(/\$\d/);
	});

	test.each(SAID)('%s', (message, expected) => expect(explainRunError(message)?.says).toMatch(expected));

	test('what it does not know it leaves alone', () => {
		expect(explainRunError('The weights of row 1 sum to 0.7, expected 1.')).toBeNull();
		expect(explainRunError('fn returned shape [2, 3] where [3, 2] was expected.')).toBeNull();
	});

	test('every pattern is met by one of these messages', () => {
		const messages = [...WRONG.map(([, call]) => messageOf(call)), ...SAID.map(([said]) => said)];
		const unmet = RUNTIME_ERRORS.filter(({ pattern }) => !messages.some((message) => pattern.test(message)));

		expect(unmet.map(({ title }) => title)).toEqual([]);
	});
});

const TYPES: Readonly<Record<number, readonly string[]>> = {
	2322: [
		"const a: number = 'x';",
		'const a: number = undefined;',
		'async function f() { return 1; } const n: number = f();',
		'declare const u: number | undefined; const n: number = u;',
		'const t: Tensor2D = y;',
	],
	2345: ["function f(n: number) {} f('a');", 'function f(t: Tensor2D) {} f(y);'],
	2339: ['const o = { a: 1 }; o.b;'],
	2551: ['const o = { length: 1 }; o.lenght;'],
	2304: ['nope(1);'],
	2552: ['const scores = 1; scorse;'],
	2305: ["import { zz } from './m';"],
	2307: ["import z from 'nomod';"],
	2554: ['function f(n: number) {} f();'],
	2555: ['function f(n: number, ...m: number[]) {} f();'],
	2741: ['interface A { a: number } const v: A = {};'],
	2353: ['const z: { a: number } = { a: 1, b: 2 };'],
	2355: ['function f(): number { }'],
	2366: ['function f(n: number): number { if (n) return 1; }'],
	2349: ['const f = 3; f();'],
	2362: ["'a' * 2;"],
	2363: ["2 * 'a';"],
	2365: ['declare const p: Promise<number>; p + 1;'],
	2367: ["declare const n: number; if (n === 'a') {}"],
	2352: ['1 as string;'],
	2451: ['const q = 1; const q = 2;'],
	2454: ['let a: number; a + 1;'],
	2488: ['const [a] = 3;'],
	2588: ['const c = 1; c = 2;'],
	2532: ["new Map<string, number>().get('a').toFixed();"],
	18048: ['declare const u: number | undefined; u.toFixed();'],
	18046: ['declare const n: unknown; n.foo;'],
	7006: ['function f(n) { return n; }'],
	7053: ['const o = { a: 1 }; declare const k: string; o[k];'],
	1005: ['const a = [1, 2;'],
	1109: ['const a = ;'],
	1128: ['function f() {} }'],
	1002: ["const s = 'abc;"],
	1160: ['const a = `x'],
	1308: ['declare function g(): Promise<void>; function f() { await g(); }'],
};

/** All snippets in one program; a declaration of two tensor types stands for tfjs. */
function diagnose(texts: readonly string[]): ReadonlyMap<string, readonly ts.Diagnostic[]> {
	const options: ts.CompilerOptions = {
		strict: true,
		noEmit: true,
		target: ts.ScriptTarget.ESNext,
		module: ts.ModuleKind.ESNext,
		moduleResolution: ts.ModuleResolutionKind.Bundler,
		lib: ['lib.es2023.d.ts'],
		types: [],
	};
	const files = new Map<string, string>(texts.map((text, at) => [`/s${at}.ts`, `${text}\nexport {};`]));
	files.set('/m.ts', 'export const y = 1;');
	files.set(
		'/t.ts',
		'declare enum Rank { R1 = "R1", R2 = "R2" } declare interface Tensor<R extends Rank = Rank> { r: R } type Tensor2D = Tensor<Rank.R2>; declare const y: Tensor;',
	);
	const host = ts.createCompilerHost(options);
	const read = host.getSourceFile.bind(host);
	host.getSourceFile = (name, version) => {
		const text = files.get(name);
		return text === undefined ? read(name, version) : ts.createSourceFile(name, text, version, true);
	};
	host.fileExists = (name) => files.has(name);
	const program = ts.createProgram([...files.keys()], options, host);
	return new Map(
		texts.map((text, at) => {
			const file = program.getSourceFile(`/s${at}.ts`);
			return [text, [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]];
		}),
	);
}

describe('diagnostics of TypeScript', () => {
	const all = Object.entries(TYPES).flatMap(([code, texts]) => texts.map((text) => ({ code: Number(code), text })));
	const found = diagnose(all.map(({ text }) => text));

	test.each(all)('$code: $text', ({ code, text }) => {
		const diagnostic = found.get(text)?.find((each) => each.code === code);
		const message = ts.flattenDiagnosticMessageText(diagnostic?.messageText, '\n');

		expect(diagnostic, `TypeScript says ${found.get(text)?.map((each) => each.code)}`).toBeDefined();
		expect(explainTypeError(code, message)).toMatchObject({
			says: expect.stringMatching(/^[^$]{10,}\.$/),
			look: expect.stringMatching(/^[^$]{10,}\.$/),
		});
	});

	test('each number has its snippet', () => expect(Object.keys(TYPES).toSorted()).toEqual(Object.keys(TYPE_ERRORS).toSorted()));

	test('a promise, a value that may be missing and an unknown rank are told apart', () => {
		const said = (text: string): string | undefined => {
			const [first] = found.get(text) ?? [];
			return first && explainTypeError(first.code, ts.flattenDiagnosticMessageText(first.messageText, '\n'))?.says;
		};

		expect(TYPES[2322]?.map((text) => said(text)?.split(' ').slice(0, 4).join(' '))).toEqual([
			'Here number is needed,',
			'undefined is given where',
			'An async function gives',
			'The value may be',
			'TypeScript does not know',
		]);
	});
});
