/** E: results and output that do not fit the protocol, or would do harm where they are read. */
import { MAX_LOG_BYTES } from '#contract/limits.ts';
import { attention, type CorpusEntry, RIGHT_BODY } from '../support/entry.ts';

const refused = (n: number, name: string, body: string): CorpusEntry => ({
	n,
	group: 'E',
	name,
	allowed: ['error'],
	code: attention(body),
});

/** Escape sequences of a terminal, HTML and a character that turns the reading direction. */
const RUDE = '\u001b[31mred\u001b[0m <img src=x onerror=alert(1)> \u202eetirw \u2066x';

export const entries: readonly CorpusEntry[] = [
	{
		n: 54,
		group: 'E',
		name: 'console flood',
		allowed: ['accepted'],
		code: attention(RIGHT_BODY, "for (let i = 0; i < 1e6; i++) console.log('x'.repeat(100));"),
		also: ({ verdict }) => {
			const bytes = Buffer.byteLength(verdict.logs ?? '');
			if (bytes < 1_000 || bytes > MAX_LOG_BYTES) throw new Error(`${bytes} bytes of output were kept`);
		},
	},
	{
		n: 54,
		group: 'E',
		name: 'console flood of wide characters',
		allowed: ['accepted'],
		code: attention(RIGHT_BODY, "for (let i = 0; i < 1e4; i++) console.log('\u{1f525}'.repeat(400));"),
	},
	// Checks call it some hundred times: its size or the clock ends it, whichever comes first.
	{ ...refused(55, 'four megabytes', 'return tf.zeros([1024, 1024]);'), allowed: ['error', 'timeout'] },
	refused(56, 'sixty-five tensors', 'return Array.from({ length: 65 }, () => tf.scalar(1));'),
	refused(57, 'cyclic result', 'const a: unknown[] = []; a.push(a); return a;'),
	refused(57, 'result that is too deep', 'let a: unknown = 1; for (let i = 0; i < 9; i++) a = [a]; return a;'),
	refused(58, 'fake tensor', 'return Object.create(tf.Tensor.prototype);'),
	refused(
		58,
		'fake tensor over real data',
		'return Object.create(tf.Tensor.prototype, { dataId: { value: v.dataId }, shape: { value: [1e6] }, dtype: { value: v.dtype } });',
	),
	refused(59, 'forged shape', 'const t = tf.clone(v); (t as any).shape = [1e9, 1e9]; return t;'),
	refused(59, 'forged dtype', "const t = tf.clone(v); (t as any).dtype = 'string'; return t;"),
	refused(60, 'thenable', 'return { then(f: (x: unknown) => void) { f(v); } };'),
	refused(61, 'key __proto__', 'return JSON.parse(\'{"__proto__": {"a": 1}}\');'),
	refused(61, 'key constructor', 'return { constructor: { prototype: { a: 1 } } };'),
	refused(62, 'huge text', "return 'x'.repeat(3e6);"),
	{
		n: 63,
		group: 'E',
		name: 'output with escape sequences, HTML and a turned reading direction',
		allowed: ['accepted'],
		code: attention(RIGHT_BODY, `console.log(${JSON.stringify(RUDE)});`),
		also: ({ verdict }) => {
			const logs = verdict.logs ?? '';
			if (!logs.includes('<img src=x onerror=alert(1)>')) throw new Error(`the line is not there: ${logs}`);
			if (/[\p{Cc}\u202e\u2066]/u.test(logs.replaceAll('\n', ''))) throw new Error('a control character is left');
			if (!logs.includes('\\u202e')) throw new Error('the control characters are not shown as text');
		},
	},
	{
		n: 63,
		group: 'E',
		name: 'message with escape sequences and a turned reading direction',
		allowed: ['error'],
		code: attention(`throw new Error(${JSON.stringify(RUDE)});`),
		also: ({ verdict }) => {
			if (!verdict.message.includes('\\u001b[31mred') || verdict.message.includes('\u202e')) throw new Error('a control character is left');
		},
	},
];
