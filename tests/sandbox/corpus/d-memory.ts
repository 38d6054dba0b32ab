/** D: code that asks for more memory than there is, or breaks V8 or the compiler. The process may die; the learner gets an outcome that is true. */
import { expect } from 'vitest';
import { attention, type CorpusEntry } from '../support/entry.ts';

const OVER = ['out-of-memory', 'timeout'] as const;
const big = (n: number, name: string, body: string, allowed: CorpusEntry['allowed'] = OVER, also?: CorpusEntry['also']): CorpusEntry => ({
	n,
	group: 'D',
	name,
	allowed,
	code: attention(body),
	...(also === undefined ? {} : { also }),
});
const bomb = (name: string, code: string): CorpusEntry => ({ n: 53, group: 'D', name, allowed: ['error'], code });

export const entries: readonly CorpusEntry[] = [
	big(42, 'object hoard', 'const a: unknown[] = []; for (;;) a.push({ a: [1, 2, 3] });'),
	// V8 throws a RangeError at 2 ** 24 entries if the heap lasts until then.
	big(43, 'growing map', 'const m = new Map(); for (let i = 0; ; i++) m.set(i, { i });', ['out-of-memory', 'timeout', 'error']),
	big(44, 'array of a hundred million', 'const a = new Array(100_000_000); for (let i = 0; i < a.length; i++) a[i] = {}; return v;'),
	big(45, 'tensor hoard', 'const a = []; for (;;) a.push(tf.ones([512, 512]));'),
	big(46, 'tensor hoard that catches', 'const a = []; for (;;) try { a.push(tf.ones([512, 512])); } catch {}'),
	// The one request is refused with a RangeError, which code could catch, and nothing was allocated: the heap is nearly empty, so no fact of the host says
	// out-of-memory. V8 looks for room first, and on a slow machine the clock runs out meanwhile.
	big(47, 'one giant tensor', 'return tf.ones([65536, 65536]);', ['out-of-memory', 'timeout', 'error'], ({ verdict }) => {
		if (verdict.outcome === 'error') expect(verdict.message).toMatch(/asked for more memory at once than there is/);
	}),
	big(48, 'split of a giant text', "return 'x'.repeat(2 ** 29 - 30).split('').length;"),
	big(49, 'deep recursion', 'const f = (n: number): number => 1 + f(n + 1); return f(0);', ['error']),
	// The text more than doubles each time: whether it meets the heap's limit or the clock first depends on how fast the machine is.
	big(50, 'JSON bomb', "let s = '{}'; for (let i = 0; ; i++) s = JSON.stringify({ s, again: JSON.parse(JSON.stringify([s, s])) });"),
	big(51, 'SharedArrayBuffer', 'const a = []; for (;;) a.push(new SharedArrayBuffer(1e6));', ['error']),
	big(52, 'memory of WebAssembly', 'return new WebAssembly.Memory({ initial: 1 });', ['error']),
	bomb('nested parentheses', `export const causalAttention = ${'('.repeat(30_000)}1${')'.repeat(30_000)};`),
	bomb('nested comparisons', `export const causalAttention = a${'<b'.repeat(30_000)};`),
	bomb('nested arrows', `export const causalAttention = ${'a=>'.repeat(16_000)}1;`),
	bomb('nested templates', `export const causalAttention = ${'`${'.repeat(15_000)}1${'}`'.repeat(15_000)};`),
	bomb('nested types', `export type A = ${'Array<'.repeat(10_000)}1${'>'.repeat(10_000)};`),
	// Each level doubles what the compiler tries before it is sure.
	{ ...bomb('nested type parameters', `export const causalAttention = ${'<T>('.repeat(30)}1${')'.repeat(30)};`), allowed: ['timeout'] },
];
