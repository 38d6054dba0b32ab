// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the sources under test hold templates
import { expect, test } from 'vitest';
import { cpuMs } from '../../../tests/support/cpu-time.ts';
import { importsOf } from './imports.ts';

const read = (js: string) => importsOf(js).map(({ specifier, names }) => [specifier, ...names.map(({ name }) => name)]);

test.each([
	["import * as tf from '@tensorflow/tfjs';", [['@tensorflow/tfjs']]],
	['import { gelu, softmax as s } from "gradus";', [['gradus', 'gelu', 'softmax']]],
	["import a, { b } from 'x'; import c from 'y';import 'z'", [['x', 'b'], ['y'], ['z']]],
	["import a, * as b from 'x'", [['x']]],
	["import {\n\ta, // of x\n\tb,\n} from 'x';", [['x', 'a', 'b']]],
	["export * from 'x'; export * as y from 'y'; export { a as b, c } from 'z';", [['x'], ['y'], ['z', 'a', 'c']]],
	["import from from 'x'; import { from } from 'y'; import as from 'z'", [['x'], ['y', 'from'], ['z']]],
	["import{a}from'x'\nimport b from'y'", [['x', 'a'], ['y']]],
])('%s', (js, imports) => {
	expect(read(js)).toEqual(imports);
});

test.each([
	"// import { gelu } from 'gradus';",
	"/*\nimport { gelu } from 'gradus';\nimport x from './y';\n*/",
	"const s = `\nimport x from './y';\n${1}\nimport { gelu } from 'gradus';`;",
	'const s = "import x from \'./y\'";',
	"export { a };\nconst from = 1; export const b = 2;\n'x'",
	"export const from = 'x'; export function f() { return 'y'; } export default 'z';",
	"o.import({ a }, from, 'x'); const o2 = { import: 1, from: 'x' };",
	"const r = /import a from 'x'/;",
	"import('x'); import.meta.from; 'y'",
])('%s imports nothing', (js) => {
	expect(read(js)).toEqual([]);
});

test('offsets point at the text', () => {
	const js = "\nimport { b, a } from 'xyz';";
	const [found] = importsOf(js);

	expect(js.slice(found?.offset)).toMatch(/^xyz/);
	expect(js.slice(found?.names[1]?.offset)).toMatch(/^a }/);
});

test('a long hostile file is read in linear time', () => {
	const took = cpuMs(() => {
		for (const part of ['import{', 'import a,', 'export{a,', 'import*', "import'", 'import ']) importsOf(part.repeat(60_000 / part.length));
	});

	expect(took).toBeLessThan(3_000);
});
