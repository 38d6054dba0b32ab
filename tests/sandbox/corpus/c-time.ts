/** C: code that does not end. Every one is stopped by a clock of ours, and none is called anything but a timeout. */
import { attention, type CorpusEntry, RIGHT_BODY } from '../support/entry.ts';

const IMPORT = "import * as tf from '@tensorflow/tfjs';\n";
const slow = (n: number, name: string, code: string): CorpusEntry => ({ n, group: 'C', name, allowed: ['timeout'], code });
const body = (n: number, name: string, text: string): CorpusEntry => slow(n, name, attention(text));

export const entries: readonly CorpusEntry[] = [
	slow(23, 'loop at the top of the file', 'for (;;) {}\nexport {};'),
	body(24, 'loop in the function', 'for (;;) {}'),
	body(25, 'regex backtracking', "return /^(a+)+$/.test('a'.repeat(40) + 'b');"),
	body(25, 'regex backtracking in replace', "return 'a'.repeat(40).replace(/(a*)*b/, '');"),
	body(26, 'promise recursion', 'const f = (): unknown => Promise.resolve().then(f); return f();'),
	slow(27, 'await loop', `${IMPORT}export async function causalAttention() { for (;;) await null; }`),
	body(28, 'promise that never resolves', 'return new Promise(() => {});'),
	slow(29, 'loop after an await', `${IMPORT}export async function causalAttention() { await null; for (;;) {} }`),
	// Refused before it runs: a lab file only declares things. What hides it from the reader of the syntax ends by the clock.
	{ n: 30, group: 'C', name: 'await loop at the top of the file', allowed: ['error'], code: 'for (;;) await null;\nexport {};' },
	slow(30, 'promise chain at the top of the file', `const f = (): unknown => Promise.resolve().then(f); f();\n${attention(RIGHT_BODY)}`),
	body(31, 'squares of a bigint', 'let x = 3n; for (;;) x = x * x;'),
	body(32, 'bigint to text', 'return (2n ** 100000000n).toString();'),
	{
		...body(33, 'sort of many numbers', 'const a = new Float64Array(5e6).map((_, i) => -i); for (;;) Array.from(a).sort();'),
		allowed: ['timeout', 'out-of-memory'],
	},
	// A thousand million slots are 8 GB: which of the three limits is met first is the machine's affair.
	{ ...body(34, 'Array(1e9).fill', 'return Array(1e9).fill(0);'), allowed: ['timeout', 'out-of-memory', 'error'] },
	body(35, 'getter that loops in the result', 'return { get a() { for (;;) {} } };'),
	body(36, 'proxy whose ownKeys loops', 'return new Proxy({}, { ownKeys() { for (;;) {} } });'),
	{ ...body(37, 'thrown getter that loops', 'throw { get message() { for (;;) {} } };'), allowed: ['error'] },
	{
		...body(
			37,
			'thrown Error with a message that loops',
			"throw Object.defineProperty(new Error('a'), 'message', { get() { for (;;) {} } });",
		),
		allowed: ['error'],
	},
	body(38, 'thrown proxy with traps that loop', 'throw new Proxy({}, { get() { for (;;) {} }, getPrototypeOf() { for (;;) {} } });'),
	body(39, 'try and finally', 'for (;;) { try { continue; } finally { continue; } }'),
	{
		n: 40,
		group: 'C',
		name: 'FinalizationRegistry that loops',
		allowed: ['accepted', 'timeout'],
		code: attention(
			`for (let i = 0; i < 2000; i++) registry.register(new Array(100).fill(i), i); ${RIGHT_BODY}`,
			'const registry = new FinalizationRegistry(() => { for (;;) {} });',
		),
	},
];
