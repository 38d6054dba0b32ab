import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXCERPT_COLUMNS, EXCERPT_LINES, excerptOf, withoutWords } from './excerpt.ts';

const START = "import { tf } from 'gradus';\n\nexport function mask(x: tf.Tensor) {\n\t// Your code.\n\treturn x;\n}\n";
const CODE = START.replace('\treturn x;\n', '\tconst all = tf.softmax(x);\n\tconst some = tf.mul(all, 2);\n\treturn some;\n');
const of = (code: string, over: Partial<Parameters<typeof excerptOf>[1]> = {}) =>
	excerptOf(code, { line: null, start: START, names: [], ...over });
const textOf = (code: string, over: Partial<Parameters<typeof excerptOf>[1]> = {}) => of(code, over)?.lines.join('\n') ?? '';

describe('an excerpt', () => {
	it('stands around the line that is known, and says where it begins', () => {
		expect(of(CODE, { line: 6 })).toEqual({
			...{ from: 5, line: 6 },
			lines: ['  const all = tf.softmax(x);', '  const some = tf.mul(all, 2);', '  return some;', '}'],
		});
	});

	it('begins at the first line that is not in what everybody began with, where no line is known, or none with code', () => {
		expect(of(CODE)).toMatchObject({ from: 5, line: null });
		expect(textOf(CODE).split('\n')[0]).toBe('  const all = tf.softmax(x);');
		expect(of(CODE, { line: 400 })).toMatchObject({ from: 5, line: null });
		expect(of(CODE, { line: 4 })).toMatchObject({ from: 5, line: null });
		expect(of(START)).toBeNull();
		expect(of('')).toBeNull();
	});

	it('holds no comment and nothing of a string, closed or not', () => {
		const named = [
			'const a = "Xanthippe"; // by Xanthippe',
			"const b = 'Xanthippe\\",
			" Xanthippe';",
			'/* Xanthippe',
			'Xanthippe */ const c = `Xanthippe',
			// biome-ignore lint/suspicious/noTemplateCurlyInString: Part of the code that is looked at.
			'${Xanthippe}`;',
			"const d = 'Xanthippe",
			'const e = 1; /* Xanthippe',
			'Xanthippe',
		].join('\n');
		expect(withoutWords(named)).not.toContain('Xanthippe');
		expect(withoutWords(named).split('\n')).toHaveLength(named.split('\n').length);
		expect(withoutWords(named)).toContain('const c = ');
		expect(withoutWords('const open = `Xanthippe')).toBe('const open = `…`');
	});

	it('hides the writer’s names in identifiers, and leaves what the library calls by such a name', () => {
		const code = 'const maxLoss = tf.max(lossOfXanthippe);\nconst quill_2 = softmax(maximum);';
		const names = ['Max Quill', 'xanthippe.q'];
		expect(textOf(code, { names })).toBe('const name = tf.max(name);\nconst name = softmax(maximum);');
	});

	it('hides them in members of what the writer made, without their accents, and beside digits', () => {
		const names = ['Xanthippe Quill', 'José García', 'Ada L', 'Jürgen Łuć', 'bo2'];
		const all = [
			'const s = this.xanthippeScale + joseGarcia + ada2;',
			`const t = cfg?.quill + ${'garcía'.normalize('NFD')} + [...quill] + math.ada + my.tf.ada;`,
			'const u = jürgen + juergen + jurgen + lucScale + MYAda + bo2;',
		].join('\n');
		expect(textOf(all, { names }).split('\n')).toEqual([
			'const s = this.name + name + name;',
			'const t = cfg?.name + name + [...name] + math.name + my.tf.name;',
			'const u = name + name + name + name + name + name;',
		]);
	});

	it('leaves what holds only letters of a short name, and what tf and Math call so, also in a part of theirs', () => {
		const names = ['Adam Max', 'Bo L', 'u42'];
		const code = 'const box = tf.train.adam(1) + Math.max(2) + adamant.bob + l + x42;';
		expect(textOf(code, { names })).toBe(code);
	});

	it('has no more lines and columns than fit, without the margin', () => {
		const long = Array.from({ length: 40 }, (_, n) => `\t\tconst value${n} = ${'x + '.repeat(60)}1;`).join('\n');
		const lines = of(long, { line: 20 })?.lines ?? [];
		expect(lines).toHaveLength(EXCERPT_LINES);
		expect(lines.every((each) => each.length === EXCERPT_COLUMNS && each.startsWith('const value'))).toBe(true);
	});

	it('never holds a word that stands in quotes or in a comment of any code', () => {
		const around = fc.constantFrom(['"', '"'], ["'", "'"], ['`', '`'], ['//', '\n'], ['/*', '*/'], ['"', '\n'], ['`', ''], ['/*', '']);
		const piece = fc.constantFrom(
			'const a = 1;\n',
			'{',
			'\n',
			'tf.add(x)',
			'(',
			'"b"',
			"'c'",
			'`d\n`',
			'/* e */',
			'// f\n',
			'\\',
			'*',
			"'\\''",
		);
		const code = fc.array(piece, { maxLength: 8 }).map((all) => all.join(''));
		fc.assert(
			fc.property(around, code, code, ([open, close], before, after) => {
				const text = withoutWords(`${before}\n${open}SECRET${close}${after}`);
				expect(text).not.toContain('SECRET');
				expect(text.split('\n').length).toBe(`${before}\n${open}SECRET${close}${after}`.split('\n').length);
			}),
		);
	});
});
