/**
 * A resource check in the real sandbox: an honest function is within its bound, a wasteful one is above it on its own line, and each way to lie about
 * the work ends without a pass, in the hidden phase above all, where every call has a realm of its own and the tape is run where no learner code is.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tensorValue } from '#contract/value.ts';
import type { Check } from '#grading/core/check.ts';
import { randomTensor } from '#grading/core/check-kit/properties.ts';
import { usesAtMost } from '#grading/core/check-kit/resources.ts';
import type { SubmissionInput } from '#grading/sandbox/grade-once.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { gradeSubmission } from '#grading/sandbox/run-submission.ts';
import { openPool } from './support/sandbox.ts';

/** [6, 5] by [5, 4], then a sum over rows. */
const BOUND = { flops: 2 * 6 * 5 * 4 + 24 };

function check(id: string, visibility: Check['visibility']): Check {
	return {
		id,
		title: 'No more than one product',
		visibility,
		points: 1,
		async run({ subject, random }) {
			const draw = () => [randomTensor(random, [6, 5]), randomTensor(random, [5, 4])] as const;
			const others = draw();
			const [a, b] = others.map(({ data }) => data);
			const row = (j: number) =>
				Array.from({ length: 6 }, (_, i) => [0, 1, 2, 3, 4].reduce((sum, k) => sum + (a?.[5 * i + k] ?? 0) * (b?.[4 * k + j] ?? 0), 0));
			const expected = [
				tensorValue(
					[0, 1, 2, 3].map((j) => row(j).reduce((sum, n) => sum + n, 0)),
					[4],
				),
			];
			const counted = { subject, call: 'sums', args: draw(), others, expected, hint: 'One product is enough.' };
			return (await usesAtMost(BOUND, counted)) ?? { outcome: 'pass' };
		},
	};
}

const lab = { id: 'counted', version: 1, memoryMiB: 192, wallMs: 20_000, allowedImports: { gradus: [], my: [] } };
const rest = { my: {}, harness: '', checksHash: 'test', secretHex: 'cd'.repeat(32), secretId: 'test' };
const input: Omit<SubmissionInput, 'code'> = { ...rest, lab, checks: [check('open', 'public')], hiddenChecks: [check('shut', 'hidden')] };

let pool: Pool;
beforeAll(async () => {
	pool = await openPool('auto');
});
afterAll(() => pool.close());

async function grade(body: string, before = '') {
	const code = `import * as tf from '@tensorflow/tfjs';\n${before}\nexport function sums(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor {\n${body}\n}\n`;
	const { verdict, fault } = await gradeSubmission({ ...input, code }, pool);
	expect(fault).toBeUndefined();
	return verdict;
}

const HONEST = 'return a.matMul(b).sum(0);';
const BY_HAND =
	'const [x, y] = [a.arraySync(), b.arraySync()]; const out = [0, 1, 2, 3].map((j) => x.reduce((s, r) => s + r.reduce((t, n, k) => t + n * y[k][j], 0), 0));';

test('an honest function is within its bound', async () => {
	expect(await grade(HONEST)).toMatchObject({ outcome: 'accepted' });
});

test('a wasteful one is told what it used and on which line; of the hidden run only the authored sentence', async () => {
	const { outcome, diagnosis, checks } = await grade('const twice = a.matMul(b).add(a.matMul(b));\nreturn twice.div(2).sum(0);');
	expect([outcome, diagnosis]).toEqual(['rejected', 'too-much-work']);
	expect(checks[0]).toMatchObject({
		line: 4,
		message:
			'sums uses 552 FLOPs here; at most 264 are allowed. Most of it is matMul on line 4, called 2 times: 480. One product is enough.',
	});
	expect(checks[1]).toMatchObject({ outcome: 'fail', message: 'One product is enough.' });
	expect(checks[1]).not.toHaveProperty('line');
});

const WASTE = 'let s = a.matMul(b); for (let i = 0; i < 9; i++) s = s.add(a.matMul(b)); const out = s.div(10).sum(0);';
const CHEATS: Readonly<Record<string, readonly [body: string, before?: string]>> = {
	'computes by hand': [`${BY_HAND} return tf.tensor1d(out);`],
	'computes by hand into what an op made': [`${BY_HAND} const t = tf.zeros([4]).add(0); t.dataSync().set(out); return t;`],
	'hides the recorder': [`const e = tf.engine(); delete e.runKernel; ${WASTE} return out;`],
	'records a recorder of its own': [
		`const e = tf.engine(); const k = e.runKernel; e.runKernel = (...x) => Object.getPrototypeOf(e).runKernel.apply(e, x); ${WASTE} e.runKernel = k; return out;`,
	],
	'copies the numbers of a secret product into a constant': [
		`const e = tf.engine(); const k = e.runKernel; delete e.runKernel; ${WASTE} e.runKernel = k; return tf.tensor1d(out.arraySync());`,
	],
	'puts a cheap kernel in place of the dear one': [
		`${WASTE} return out;`,
		"tf.unregisterKernel('BatchMatMul', 'cpu'); tf.registerKernel({ kernelName: 'BatchMatMul', backendName: 'cpu', kernelFunc: ({ backend }) => backend.makeTensorInfo([1, 6, 4], 'float32', new Float32Array(24)) });",
	],
	'forges the tape through JSON': [
		`${WASTE} return out;`,
		"const s = JSON.stringify; JSON.stringify = (v, r) => v?.ops ? s({ given: [0, 1], constants: [{ id: 2, dtype: 'float32', shape: [4], data: [0, 0, 0, 0] }], ops: [], returned: [[2, [4]]] }) : s(v, r);",
	],
	'drops ops from lists': [
		`${WASTE} return out;`,
		'const p = Array.prototype.push; Array.prototype.push = function (...x) { return p.apply(this, x.filter((v) => !v?.kernel)); };',
	],
	'answers with a count of its own': [`${WASTE} return { flops: 1, bytes: 1, ops: 1, lines: [], outputs: [out] } as never;`],
	'gives a cheap wrong answer where it is counted': ['return tf.zeros([4]);'],
	'forges a result through a thenable': [
		`${WASTE} return out;`,
		'Object.defineProperty(Object.prototype, "then", { configurable: true, get() { return undefined; } }); Map.prototype.get = () => 1; Map.prototype.has = () => true;',
	],
};

test.concurrent.each(Object.entries(CHEATS))('a function that %s does not pass', async (_, [body, before]) => {
	const verdict = await grade(body, before);
	expect(['rejected', 'error'], verdict.message).toContain(verdict.outcome);
	expect(verdict.checks.find(({ id }) => id === 'shut')?.outcome ?? 'fail').toBe('fail');
});

test('a tape that asks for a giant is stopped, and the next submission is judged', async () => {
	const forged =
		"const s = JSON.stringify; JSON.stringify = (v, r) => v?.ops ? s({ given: [0, 1], constants: [], ops: [{ kernel: 'Fill', inputs: [], attrs: { shape: [40000, 40000], value: 1, dtype: 'float32' }, outputs: [2] }], returned: [[2, [4]]] }) : s(v, r);";
	const { outcome } = await grade(HONEST, forged);
	expect(['rejected', 'error', 'timeout', 'out-of-memory']).toContain(outcome);
	expect(await grade(HONEST)).toMatchObject({ outcome: 'accepted' });
});
