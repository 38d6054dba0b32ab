/** Changes a submission of the corpus as somebody would who tries variations: wraps, moves, splices, renames, changes numbers, inserts odd characters. */
import fc from 'fast-check';
import { attention } from './entry.ts';

interface Parts {
	readonly before: string;
	readonly body: string;
}

type OnParts = (own: Parts, other: Parts) => Parts;

const BODY = /^([\s\S]*?)export function causalAttention\(q: tf\.Tensor, k: tf\.Tensor, v: tf\.Tensor\)[^{]*\{\n([\s\S]*)\n\}\n$/;
const inBody =
	(wrap: (body: string) => string): OnParts =>
	(own) => ({ ...own, body: wrap(own.body) });

const PART_MUTATIONS: Readonly<Record<string, OnParts>> = {
	'in try, thrown on': inBody((body) => `try { ${body} } catch (error) { throw error; }`),
	'in try, swallowed': inBody((body) => `try { ${body} } catch { return v; } finally { tf.scalar(1); }`),
	'in a function': inBody((body) => `return (() => { ${body} })();`),
	'in an async function': inBody((body) => `return (async () => { await null; ${body} })() as any;`),
	'in a generator': inBody((body) => `return (function* () { ${body} })().next().value as any;`),
	'in tf.tidy': inBody((body) => `return tf.tidy((() => { ${body} }) as any);`),
	twice: inBody((body) => `{ ${body} }\n{ ${body} }`),
	'in a loop': inBody((body) => `for (let i = 0; i < 3; i += 1) { ${body} }\nreturn v;`),
	'in a getter': inBody((body) => `return { get out() { ${body} } }.out;`),
	'at the top too': ({ before, body }) => ({
		before: `${before}\ntry { ((q: any, k: any, v: any): any => { ${body} })(tf.ones([2, 2]), tf.ones([2, 2]), tf.ones([2, 2])); } catch {}`,
		body,
	}),
	'after another': (own, other) => ({
		before: `{ ${other.before} }\n${own.before}`,
		body: `if (Math.random() < 0.3) { ${other.body} }\n${own.body}`,
	}),
	'before another': (own, other) => ({ before: `${own.before}\n${other.before}`, body: `{ ${own.body} }\n${other.body}` }),
};

const NUMBERS = ['0', '-1', '1e308', '2 ** 31', 'NaN', '0.5', '1e9'];
const WORDS = ['q', 'k', 'v', 'tf', 'causalAttention', 'return', 'const', 'for'];
const INSERTED = [
	'\n',
	'/* x */',
	'// x\n',
	'\u2028',
	'\u200b',
	'é',
	'\u0000',
	'\ud800',
	'`',
	'${',
	'}',
	')',
	';',
	'\u202e',
	'<!--',
	'\ufeff',
];

/** The n-th place, counted round. */
function nth(text: string, pattern: RegExp, n: number): RegExpExecArray | undefined {
	const all = [...text.matchAll(pattern)];
	return all[n % Math.max(1, all.length)];
}

function replaceAt(text: string, at: number, length: number, by: string): string {
	return text.slice(0, at) + by + text.slice(at + length);
}

const textMutation: fc.Arbitrary<(code: string) => string> = fc.oneof(
	fc.tuple(fc.nat(200), fc.constantFrom(...NUMBERS)).map(([n, by]) => (code: string) => {
		const found = nth(code, /\b\d[\d_.e]*\b/g, n);
		return found === undefined ? code : replaceAt(code, found.index, found[0].length, by);
	}),
	fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom('w', 'q', 'tf', '$')).map(
		([word, by]) =>
			(code: string) =>
				code.replaceAll(new RegExp(`\\b${word}\\b`, 'g'), () => by),
	),
	fc.tuple(fc.nat(5_000), fc.constantFrom(...INSERTED)).map(
		([n, what]) =>
			(code: string) =>
				replaceAt(code, n % (code.length + 1), 0, what),
	),
	fc.tuple(fc.nat(5_000), fc.integer({ min: 1, max: 40 })).map(
		([n, length]) =>
			(code: string) =>
				replaceAt(code, n % (code.length + 1), length, ''),
	),
	fc.tuple(fc.nat(5_000), fc.integer({ min: 1, max: 80 })).map(([n, length]) => (code: string) => {
		const at = n % (code.length + 1);
		return replaceAt(code, at, 0, code.slice(at, at + length));
	}),
);

function partsOf(code: string): Parts | null {
	const [, before, body] = BODY.exec(code) ?? [];
	return before === undefined || body === undefined ? null : { before: before.replace(/^import .*\n/, ''), body };
}

/** A file made of one of these and pieces of another. */
export function mutated(codes: readonly string[]): fc.Arbitrary<{ readonly how: string; readonly code: string }> {
	const one = fc.constantFrom(...codes);
	const wraps = fc.array(fc.constantFrom(...Object.keys(PART_MUTATIONS)), { maxLength: 3 });
	return fc.tuple(one, one, wraps, fc.array(textMutation, { maxLength: 2 })).map(([own, other, names, edits]) => {
		const [ownParts, otherParts] = [partsOf(own), partsOf(other)];
		let code = own;
		if (ownParts !== null) {
			const parts = names.reduce(
				(made, name) => PART_MUTATIONS[name]?.(made, otherParts ?? { before: '', body: 'return v;' }) ?? made,
				ownParts,
			);
			code = attention(parts.body, parts.before);
		}
		return { how: `${names.join(', ')}; ${edits.length} edits`, code: edits.reduce((made, edit) => edit(made), code) };
	});
}
