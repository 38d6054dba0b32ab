import { describe, expect, test } from 'vitest';
import { transpile } from './transpile.ts';

function compiled(source: string) {
	const answer = transpile(source);
	if ('error' in answer) throw new Error(answer.error.message);
	return answer;
}

test('every line stays where it was, and every import is kept', () => {
	const { js } = compiled("interface A {\n\tx: number;\n}\nimport { unused } from 'node:fs';\nexport const y: number = 1;\n");
	const lines = js.split('\n');

	expect(lines).toHaveLength(6);
	expect(lines[3]).toContain('node:fs');
	expect(lines[4]).toBe('export const y = 1;');
});

test('a column behind a type is the learner’s own', () => {
	const source = 'export function f(x: number, y: { a: string }): number { return g(x); }';
	const { js, place } = compiled(source);

	expect(js.indexOf('g(x)')).toBeLessThan(source.indexOf('g(x)'));
	expect(place({ line: 1, column: js.indexOf('g(x)') + 1 })).toEqual({ line: 1, column: source.indexOf('g(x)') + 1 });
	expect(place({ line: 1 })).toEqual({ line: 1 });
	expect(place({})).toEqual({});
});

test('an enum and parameter properties mean what they mean in TypeScript', () => {
	const { js } = compiled('enum A { B, C = 5 }\nclass P { constructor(readonly x: number) {} }\nreturn [A.B, A.C, A[5], new P(3).x];');

	expect(new Function(js)()).toEqual([0, 5, 'C', 3]);
});

describe('what does not compile is said with its place', () => {
	test('a token that cannot stand there', () => {
		expect(transpile('const a: number = 1;\nconst b = = 2;')).toEqual({
			error: { diagnosis: 'syntax', message: 'The file does not compile: Unexpected token.', line: 2, column: 11 },
		});
	});

	test.each(['(', '[', '`${'])('"%s" to the limit of a file', (text) => {
		const answer = transpile(text.repeat(Math.floor(65_536 / text.length)));
		expect(answer).toMatchObject({ error: { diagnosis: 'syntax', message: expect.stringContaining('nested too deeply') } });
		// It is not broken for what comes after.
		expect(compiled('export const a: number = 1;').js).toBe('export const a = 1;');
	});

	test('what labs do not run, with what to write instead', () => {
		expect(transpile('const x = 1;\n@deco class A {}')).toMatchObject({
			error: { diagnosis: 'refused-syntax', line: 2, message: expect.stringContaining('Call the function yourself') },
		});
	});
});
