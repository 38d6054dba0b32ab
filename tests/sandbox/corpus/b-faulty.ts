/** B: what learners really send by mistake. */
import { attention, type CorpusEntry, doubling, RIGHT_BODY } from '../support/entry.ts';

const error = (n: number, name: string, code: string): CorpusEntry => ({ n, group: 'B', name, allowed: ['error'], code });
const body = (n: number, name: string, text: string): CorpusEntry => error(n, name, attention(text));

export const entries: readonly CorpusEntry[] = [
	{
		...error(11, 'syntax error', 'export function causalAttention( {'),
		also: ({ verdict }) => {
			if (verdict.diagnosis !== 'syntax' || verdict.line !== 1) throw new Error(`not a syntax error of line 1: ${JSON.stringify(verdict)}`);
		},
	},
	error(11, 'unfinished template', 'export const causalAttention = `${'),
	error(12, 'missing export', 'export const other = 1;'),
	error(13, 'export is no function', 'export const causalAttention = 3;'),
	body(14, 'throws an Error', "throw new Error('no');"),
	body(15, 'throws a text', "throw 'text';"),
	body(15, 'throws null', 'throw null;'),
	body(15, 'throws undefined', 'throw undefined;'),
	// Nothing at all reads as "is a return missing?", which is worth more to a learner than a rejected number.
	body(16, 'returns undefined', 'return undefined;'),
	body(17, 'returns a function', 'return () => 1;'),
	body(17, 'returns a symbol', "return Symbol('x');"),
	body(17, 'returns a bigint', 'return 10n;'),
	body(18, 'returns a disposed tensor', 'const t = tf.clone(v); t.dispose(); return t;'),
	error(19, 'empty file', ''),
	error(19, 'nothing but a comment', '// later\n'),
	{
		...error(20, 'imports node:fs', "import fs from 'node:fs';\nexport const causalAttention = fs;"),
		also: ({ verdict }) => {
			if (verdict.diagnosis !== 'refused-import') throw new Error(`not a refused import: ${verdict.diagnosis}`);
		},
	},
	error(20, 'imports a file by path', "import x from '/etc/passwd';\nexport const causalAttention = x;"),
	error(20, 'imports another lab that is not offered', "import * as x from 'my/train-gpt';\nexport const causalAttention = x;"),
	error(20, 'exports all of node:fs', "export * from 'node:fs';"),
	// Refused as syntax, in the browser and here alike, whether it is awaited or not.
	body(21, 'dynamic import, ignored', "import('node:fs'); return v;"),
	{
		n: 21,
		group: 'B',
		name: 'dynamic import through new Function, ignored',
		allowed: ['accepted'],
		code: attention(RIGHT_BODY, `new Function('return import("node:fs")')().catch(() => undefined);`),
	},
	{
		n: 21,
		group: 'B',
		name: 'dynamic import through eval, awaited',
		lab: 'doubling',
		allowed: ['error'],
		code: doubling('return load().then(() => tf.mul(x, 2));', `async function load() { return (0, eval)('import("node:fs")'); }`),
	},
];
