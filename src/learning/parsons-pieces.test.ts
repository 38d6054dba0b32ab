/** What code becomes as pieces: lines that belong together stay so, and what may change places may. */
import { describe, expect, it } from 'vitest';
import { parsonsOf } from './parsons-pieces.ts';

const textsOf = (code: string) => parsonsOf(code).pieces.map(({ text }) => text);
const needsOf = (code: string, solution?: string) =>
	parsonsOf(code, solution === undefined ? {} : { solution }).pieces.map(({ after }) => after);

describe('pieces of a step', () => {
	it('leaves out what only closes a bracket, and keeps a comment with its line', () => {
		expect(textsOf('for (const a of b) {\n\t// why\n\tf(a);\n}\n\nreturn b;')).toEqual([
			'for (const a of b) {',
			'// why\nf(a);',
			'return b;',
		]);
	});

	it('keeps a literal over several lines, or an inner function, in one piece', () => {
		expect(textsOf('const a = f([\n\t1,\n\t2,\n]);\nconst g = (x) => {\n\treturn x;\n};\nreturn { a };')).toEqual([
			'const a = f([\n\t1,\n\t2,\n]);',
			'const g = (x) => {\n\treturn x;\n};',
			'return { a };',
		]);
	});

	it('opens the function that is the step itself', () => {
		expect(textsOf('export function f(a: number[]): number[] {\n\treturn tf.tidy(() => {\n\t\treturn a;\n\t});\n}')).toHaveLength(3);
		expect(textsOf('const f = (a) => {\n\tconst b = a;\n\treturn b;\n};')).toEqual(['const f = (a) => {', 'const b = a;', 'return b;']);
	});

	it('takes the longest of several functions', () => {
		const code =
			'function a() {\n\treturn 1;\n}\n\nfunction b() {\n\tconst x = 1;\n\tconst y = x;\n\treturn y;\n}\n// c\nconst z = 1;\nreturn z;';
		expect(textsOf(code)[0]).toBe('function b() {');
		expect(textsOf(code)).toHaveLength(4);
	});
});

describe('what must come before what', () => {
	it('follows names, not the author’s order', () => {
		expect(needsOf('const a = 1;\nconst b = 2;\nconst c = a + b.a;\nconst d = f(b);\nreturn c + d;')).toEqual([
			[],
			[],
			[0, 1],
			[1],
			[0, 1, 2, 3],
		]);
	});

	it('keeps an assignment before what reads it, and lets two memories change places', () => {
		expect(needsOf('m.assign(m.mul(x));\nv.assign(v.mul(x));\nconst a = m.div(2);\nv.push(1);')).toEqual([[], [], [0], [1]]);
	});

	it('lets nothing leave its block', () => {
		expect(needsOf('const a = 1;\nif (q) {\n\tconst b = 2;\n}\nconst c = 3;')).toEqual([[], [0], [0, 1], [1, 2]]);
	});

	it('reads in the solution what a blank needs, and else lets the blank need everything', () => {
		const code = 'const a = 1;\nconst b = 2;\nconst c = ____ * /* which? */;';
		expect(needsOf(code)).toEqual([[], [], [0, 1]]);
		expect(needsOf(code, '\tconst c = 3 * b; // three times')).toEqual([[], [], [1]]);
	});
});
