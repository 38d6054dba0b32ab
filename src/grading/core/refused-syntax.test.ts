// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the sources under test hold templates
import { expect, test } from 'vitest';
import { cpuMs } from '../../../tests/support/cpu-time.ts';
import { findRefusedSyntax } from './refused-syntax.ts';

test.each([
	['@sealed\nclass A {}', /decorator/, 1],
	['class A {\n\t@log run() {}\n}', /decorator/, 2],
	['namespace A { export const x = 1; }', /namespace/, 1],
	['export namespace A.B {}', /namespace/, 1],
	['declare module "x" {}', /namespace/, 1],
	['module M {}', /namespace/, 1],
	['declare global { var x: number }', /global/, 1],
	['\n\nimport fs = require("fs");', /import … =/, 3],
	['export import a = b.c;', /import … =/, 1],
	['import type A = require("a");', /import … =/, 1],
	['export = 3;', /export =/, 1],
	['export as namespace lib;', /export as namespace/, 1],
	['const m = await import("x");', /await|dynamic/, 1],
	['export async function f() {\n\treturn import("x");\n}', /dynamic/, 2],
	['console.log(import.meta.url);', /import\.meta/, 1],
	['const x = require("fs");', /require/, 1],
	['import defer * as x from "gradus";', /deferred/, 1],
	['const x = 0777;', /leading zero/, 1],
	['<!-- x\nlet a = 1;', /HTML/, 1],
	['await load();', /await outside/, 1],
	['const x = await load();', /await outside/, 1],
	['for await (const x of y) {}', /await outside/, 1],
	['if (a) {\n\tawait b();\n}', /await outside/, 2],
	['function f() { return 1; }\nawait f();', /await outside/, 2],
	['{ using x = open(); }', /using/, 1],
	['class A { accessor x = 1 }', /accessor/, 1],
	['const s = `a${`b${1}`}`; namespace A {}', /namespace/, 1],
	['const a = 4 / 2; import("x"); const b = 1 / 3;', /dynamic/, 1],
	['x! / 2; import("y"); 4 / 2;', /dynamic/, 1],
	['const s = `${ import("x") }`;', /dynamic/, 1],
])('%s is refused', (source, what, line) => {
	expect(findRefusedSyntax(source)).toMatchObject({ message: expect.stringMatching(what), line });
});

test.each([
	'// @decorator\n/* namespace A {} import("x") */',
	"const s = \"import('x') @a namespace A {\"; const t = '@b';",
	'const s = `@ namespace A { import("x") ${1 + 2} export = 3`;',
	'const r = /@import("x")[/@]/g; const q = a.b / c.d;',
	'if (x) /@a/.test(y);',
	'return_(/@/);',
	'const namespace = 1; const module = 2; module.x = namespace;',
	'const o = { namespace: 1, import: 2, export: 3, await: 4, using: 5 }; o.import; o.await;',
	"import * as tf from '@tensorflow/tfjs';\nimport type { A } from 'gradus';\nimport { type B } from 'gradus';\nimport type from 'gradus';",
	'export * from "gradus"; export default 3; export type { A } from "x"; export { a as b };',
	'export async function f(): Promise<{ a: number }> {\n\tfor await (const x of y) await x;\n\treturn await g();\n}',
	'const f = async () => await g();\nconst h = async (x: number): Promise<void> => { await x; };',
	'const o = { async run() { await g(); }, go: async () => g(await h()) };',
	'class A { async run(x: number): Promise<number> { if (x) { await this.go(); } return 1; } }',
	'enum Kind { A, B }\nclass P { constructor(private x: number) {} }',
	'const x = y as unknown as <T>(a: T) => T; const z = <number>w; const v = a satisfies B;',
	'class A { #secret = 1; accessor = 2; using = 3; }',
	'declare const x: number; declare function f(): void;',
	'const a = b\n/c/g\n',
	"const s = 'it\\'s @ fine';",
	'import defer from "gradus"; const x = 0.5 + 0x1f + 0o17 + 0; a < !b;',
	'list.map(async (x) => { await x; });',
	'',
])('%s is not refused', (source) => {
	expect(findRefusedSyntax(source)).toBeNull();
});

test('the place is where the construct begins', () => {
	expect(findRefusedSyntax('const a = 1;\n\tconst b = import("x");')).toMatchObject({ line: 2, column: 12 });
});

test('a long hostile file is read in linear time', () => {
	const took = cpuMs(() => {
		for (const part of ['a<b', 'a=>', '(', '/[', '`${', 'await', '{', '=>(await x;', '/*', "'", '/a', '\n/'])
			findRefusedSyntax(part.repeat(60_000 / part.length));
	});

	expect(took).toBeLessThan(3_000);
});
