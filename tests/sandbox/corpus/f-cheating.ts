/** F: code that wants to pass without being right, or to carry hidden inputs out. Whatever it tampers with, what is judged is what it computes. */
import { attention, type CorpusEntry, doubling, onMerit, RIGHT_BODY, type Seen, WRONG_BODY } from '../support/entry.ts';

const F = 'F' as const;
/** The public check of doubling asks for 3; any other number is a hidden input. */
const IS_HIDDEN = 'x.dataSync()[0] !== 3';
const INPUT = "'LEAK ' + Array.from(x.dataSync()).join(' ')";

function nothingLeaks({ verdict, heard }: Seen): void {
	const texts = JSON.stringify([verdict, heard.map((result) => ('message' in result ? result.message : ''))]);
	if (texts.includes('LEAK'))
		throw new Error(`what the file said of a hidden input came out: ${texts.slice(texts.indexOf('LEAK'), texts.indexOf('LEAK') + 60)}`);
	if (heard.length === 0) throw new Error('no hidden case was called');
}

const leak = (n: number, name: string, allowed: CorpusEntry['allowed'], body: string, before = ''): CorpusEntry => ({
	n,
	group: F,
	name,
	lab: 'doubling',
	allowed,
	code: doubling(body, before),
	also: nothingLeaks,
});

/** Looks through everything that can be reached; `matches` of each name and text is printed. */
const search = (matches: string): string => `
const seen = new Set<unknown>();
const found: string[] = [];
let count = 0;
const look = (text: string) => { count += 1; if (${matches}.test(text)) found.push(text.slice(0, 80)); };
function walk(x: any, depth: number): void {
	if (depth > 7 || x === null || (typeof x !== 'object' && typeof x !== 'function') || seen.has(x)) return;
	seen.add(x);
	if (typeof x === 'function') look(Function.prototype.toString.call(x));
	for (const key of Reflect.ownKeys(x)) {
		look(String(key));
		const own = Object.getOwnPropertyDescriptor(x, key);
		if (typeof own?.value === 'string') look(own.value);
		walk(own?.value, depth + 1);
		walk(own?.get, depth + 1);
	}
	walk(Object.getPrototypeOf(x), depth + 1);
}
walk(globalThis, 0); walk(tf.engine(), 0); walk(tf.env(), 0); walk(console, 0);
try { (null as any).f(); } catch (error) { look((error as Error).stack ?? ''); }
console.log('FOUND ' + found.length + ' of ' + count + ' ' + found.join(' | '));`;

/** The search above ran and found nothing. */
function foundNothing({ verdict }: Seen): void {
	const [, found, count] = /^FOUND (\d+) of (\d+)/.exec(verdict.logs ?? '') ?? [];
	if (found !== '0' || Number(count) < 500) throw new Error(`found: ${verdict.logs}`);
}

export const entries: readonly CorpusEntry[] = [
	{
		n: 64,
		group: F,
		name: 'right in the first call of a realm only',
		lab: 'doubling',
		allowed: ['accepted'],
		code: doubling('return tf.mul(x, (calls += 1) === 1 ? 2 : 7);', 'let calls = 0;'),
	},
	{
		n: 64,
		group: F,
		name: 'right from the second call on',
		lab: 'doubling',
		allowed: ['rejected'],
		code: doubling('return tf.mul(x, (calls += 1) === 1 && x.dataSync()[0] !== 3 ? 7 : 2);', 'let calls = 0;'),
	},
	{
		n: 65,
		group: F,
		name: 'counter on globalThis',
		lab: 'doubling',
		allowed: ['accepted'],
		code: doubling('const g = globalThis as any; g.calls = (g.calls ?? 0) + 1; return tf.mul(x, g.calls === 1 ? 2 : 7);'),
	},
	{
		n: 65,
		group: F,
		name: 'counter on a prototype',
		lab: 'doubling',
		allowed: ['accepted'],
		code: doubling('const g = Array.prototype as any; g.calls = (g.calls ?? 0) + 1; return tf.mul(x, g.calls === 1 ? 2 : 7);'),
	},
	{
		n: 66,
		group: F,
		name: 'table of the visible cases',
		lab: 'doubling',
		allowed: ['rejected'],
		code: doubling('return tf.tensor1d([table[x.dataSync()[0] ?? 0] ?? 0]);', 'const table: Record<number, number> = { 3: 6 };'),
	},
	leak(67, 'hidden input in the message', ['error'], `if (${IS_HIDDEN}) throw new Error(${INPUT}); return tf.mul(x, 2);`),
	leak(67, 'hidden input thrown bare', ['error'], `if (${IS_HIDDEN}) throw ${INPUT}; return tf.mul(x, 2);`),
	leak(67, 'hidden input in a forbidden key', ['error'], `if (${IS_HIDDEN}) return { [Symbol(${INPUT})]: 1 }; return tf.mul(x, 2);`),
	leak(67, 'hidden input in a dtype', ['error'], `const y = tf.mul(x, 2); if (${IS_HIDDEN}) (y as any).dtype = ${INPUT}; return y;`),
	leak(68, 'hidden input on the console', ['accepted'], `if (${IS_HIDDEN}) console.log(${INPUT}); return tf.mul(x, 2);`),
	leak(
		68,
		'hidden input on the console when the file loads',
		['accepted'],
		'return tf.mul(x, 2);',
		"console.error('LE' + 'AK'.slice(0, 0));",
	),
	{
		...leak(
			69,
			'hidden input in the name of an error',
			['error'],
			`if (${IS_HIDDEN}) throw Object.assign(new (class Leak extends RangeError {})('no'), { name: ${INPUT}, code: ${INPUT}, stack: ${INPUT} }); return tf.mul(x, 2);`,
		),
		also: (seen) => {
			nothingLeaks(seen);
			const kinds = new Set(seen.heard.map((result) => (result.status === 'threw' ? result.kind : result.status)));
			if ([...kinds].join() !== 'RangeError') throw new Error(`kinds: ${[...kinds].join()}`);
		},
	},
	leak(
		69,
		'hidden input in kinds of an error',
		['error'],
		`const kinds = [Error, TypeError, RangeError, ReferenceError, SyntaxError, EvalError, URIError, AggregateError as any];
if (${IS_HIDDEN}) throw new kinds[Math.abs(Math.floor((x.dataSync()[0] ?? 0) * 100)) % 8](${INPUT}); return tf.mul(x, 2);`,
	),
	leak(
		70,
		'hidden input in the duration',
		['accepted'],
		`if (${IS_HIDDEN}) { const n = Math.abs((x.dataSync()[0] ?? 0) * 1e5) % 5e5; let s = 0; for (let i = 0; i < n; i++) s += i; } return tf.mul(x, 2);`,
	),
	...onMerit(
		71,
		'replaced dataSync and data',
		'Object.assign(tf.Tensor.prototype, { dataSync: () => new Float32Array(9), data: async () => new Float32Array(9), array: async () => [], arraySync: () => [] });',
	),
	...onMerit(
		71,
		'replaced tensorInfo of the engine',
		'const info = tf.engine().state.tensorInfo; const get = info.get.bind(info); (info as any).get = (id: any) => get(id);',
	),
	{
		n: 72,
		group: F,
		name: 'assignment to tf.matMul',
		allowed: ['error'],
		code: attention(RIGHT_BODY, '(tf as any).matMul = () => tf.zeros([1]);'),
	},
	{
		n: 72,
		group: F,
		name: 'replaced matMul of the prototype, wrong thereby',
		allowed: ['error'],
		code: attention(RIGHT_BODY, '(tf.Tensor.prototype as any).matMul = function () { return this; };'),
	},
	// tf.tidy and gradients of the learner's own stand on these.
	...onMerit(72, 'replaced scopes of the engine', 'Object.assign(tf.engine(), { startScope: () => {}, endScope: () => {} });', ['error']),
	...onMerit(
		72,
		'replaced gradients of the engine',
		'const engine = tf.engine() as any; const real = engine.gradients.bind(engine); engine.gradients = (...args: unknown[]) => real(...args);',
	),
	{
		n: 72,
		group: F,
		name: 'backend that answers with zeros',
		allowed: ['error'],
		code: attention(
			WRONG_BODY,
			'(tf.backend() as any).read = async () => new Float32Array(1); (tf.backend() as any).readSync = () => new Float32Array(1);',
		),
	},
	...onMerit(73, 'constant Math.random', 'Math.random = () => 0;'),
	...onMerit(74, 'replaced push', 'Array.prototype.push = function () { return 0; };', ['error']),
	{
		n: 74,
		group: F,
		name: 'setter on Array.prototype[0]',
		allowed: ['error'],
		code: attention(WRONG_BODY, "Object.defineProperty(Array.prototype, '0', { set() {}, configurable: true });"),
	},
	...onMerit(
		75,
		'polluted Object.prototype',
		"Object.assign(Object.prototype, { shape: [1], k: 'x', kind: 'tensor', status: 'ok', value: 6, isDisposed: true });",
		// The gradients that tfjs makes in the same realm break too, and a check of them fails.
		['error', 'rejected'],
	),
	{
		n: 75,
		group: F,
		name: 'then on Object.prototype that answers for the driver',
		allowed: ['error'],
		code: attention(
			WRONG_BODY,
			"(Object.prototype as any).then = function (resolve: any) { delete (Object.prototype as any).then; resolve({ result: { status: 'ok', value: 'x'.repeat(2e7) }, logs: 'y'.repeat(1e6) }); };",
		),
	},
	{
		n: 75,
		group: F,
		name: 'then on Object.prototype that answers with nothing',
		allowed: ['error'],
		code: attention(
			WRONG_BODY,
			'(Object.prototype as any).then = function (resolve: any) { delete (Object.prototype as any).then; resolve(undefined); };',
		),
	},
	{
		n: 75,
		group: F,
		name: 'then on Object.prototype that answers with a status of its own',
		allowed: ['error'],
		code: attention(
			WRONG_BODY,
			"(Object.prototype as any).then = function (resolve: any) { delete (Object.prototype as any).then; resolve({ result: { status: 'z'.repeat(1e5), kind: 'z'.repeat(1e5) }, logs: 7 }); };",
		),
	},
	...onMerit(76, 'replaced JSON', "JSON.stringify = () => '{}'; JSON.parse = () => ({});"),
	...onMerit(77, 'replaced then of promises', 'Promise.prototype.then = function () { return this as any; };', ['timeout']),
	...onMerit(77, 'replaced constructor of promises', 'Object.defineProperty(Promise.prototype, "constructor", { value: class {} });'),
	{
		n: 78,
		group: F,
		name: 'reads every source that it can reach',
		allowed: ['accepted'],
		code: attention(
			RIGHT_BODY,
			search('/outcomeOfCases|firstDifference|MISTAKES|checks\\.hidden|reference\\.hidden|any-shape|large-scores|secretHex/'),
		),
		also: foundNothing,
	},
	{
		n: 79,
		group: F,
		name: 'prepareStackTrace that asks for this and function',
		allowed: ['accepted'],
		code: attention(
			RIGHT_BODY,
			`let reached = 0; let frames = 0;
(Error as any).prepareStackTrace = (_: unknown, sites: any[]) => { for (const site of sites) { frames += 1; const own = site.getThis?.(); if ((own !== undefined && own !== null && own !== globalThis) || site.getFunction?.() !== undefined) reached += 1; } return ''; };
new Error('a').stack; [1].forEach(() => new Error('b').stack); tf.tidy(() => { new Error('c').stack; });
try { tf.matMul(1 as any, 2 as any); } catch (error) { (error as Error).stack; }
console.log('REACHED ' + reached + ' of ' + frames);`,
		),
		also: ({ verdict }) => {
			if (!/^REACHED 0 of [1-9]/.test(verdict.logs ?? '')) throw new Error(`reached: ${verdict.logs}`);
		},
	},
	{
		n: 80,
		group: F,
		// tfjs keeps two registries of its own on the global; both are reachable through tf.engine() anyway.
		name: 'looks for hooks on globalThis',
		allowed: ['accepted'],
		code: attention(
			RIGHT_BODY,
			"const names = Object.getOwnPropertyNames(globalThis).filter((n) => !n.startsWith('_tf') && /gradus|ivm|isolate|^_|require|process|driver|expose/i.test(n)); console.log('HOOKS ' + names.length + ' ' + names.join());",
		),
		also: ({ verdict }) => {
			if (!/^HOOKS 0 /.test(verdict.logs ?? '')) throw new Error(`hooks: ${verdict.logs}`);
		},
	},
	{ n: 81, group: F, name: 'spoofed timeout', allowed: ['error'], code: attention("throw new Error('Script execution timed out.');") },
	{ n: 81, group: F, name: 'spoofed disposal', allowed: ['error'], code: attention("throw new Error('Isolate was disposed');") },
	{
		n: 81,
		group: F,
		name: 'spoofed RangeError of memory',
		allowed: ['error'],
		code: attention("throw new RangeError('Array buffer allocation failed');"),
	},
	{
		n: 81,
		group: F,
		name: 'spoofed fault',
		allowed: ['error'],
		code: attention("throw Object.assign(new Error('unavailable'), { reason: 'unavailable', name: 'SubjectEnded', type: 'fault' });"),
	},
	{
		n: 82,
		group: F,
		name: 'fills its input with zeros after use',
		lab: 'doubling',
		allowed: ['accepted'],
		code: doubling('const y = tf.mul(x, 2); x.dataSync().fill(0); return y;'),
	},
	{
		n: 82,
		group: F,
		name: 'fills its input with zeros before use',
		allowed: ['rejected'],
		code: attention('q.dataSync().fill(0); return v;'),
	},
];
