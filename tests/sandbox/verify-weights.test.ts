/**
 * Weights are measured by a child behind the walls: honest and broken files, files that are as large and as hostile as an upload may be, and what
 * happens when the code inside the walls is no longer ours.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_CHECKPOINT_BYTES } from '#contract/limits.ts';
import { encodeSafetensors, type StoredTensor } from '#contract/safetensors.ts';
import { probeLayers } from '#grading/sandbox/layers.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { type VerifyOutcome, verifyWeights } from '#grading/verify/verify-weights.ts';
import { initialWeights } from '#labs/kit/gpt.ts';
import { gptConfigOf } from '#labs/kit/gpt-shapes.ts';
import { lab } from '#labs/train-gpt/lab.ts';
import { breakOut, leftOf } from './support/break-out.ts';
import { isAlive } from './support/processes.ts';
import { openPool, SANDBOX_DIST } from './support/sandbox.ts';

const config = gptConfigOf(lab.presets['tiny']?.config ?? {});
const MIB = 1_048_576;

let pool: Pool;
let judgeText: string;
beforeAll(async () => {
	pool = await openPool('auto');
	judgeText = readFileSync(join(SANDBOX_DIST, 'judges', 'train-gpt.cjs'), 'utf8');
});
afterAll(() => pool.close());

function file(change: (tensors: Map<string, StoredTensor>, metadata: Map<string, string>) => void = () => {}): Uint8Array {
	const tensors = new Map<string, StoredTensor>(initialWeights(config, 1));
	const metadata = new Map([
		['lab', 'train-gpt'],
		['preset', 'tiny'],
	]);
	change(tensors, metadata);
	return encodeSafetensors({ tensors, metadata });
}

function verify(bytes: Uint8Array, options: { text?: string; timeoutMs?: number } = {}): Promise<VerifyOutcome> {
	const { text = judgeText, ...rest } = options;
	return verifyWeights(
		{ labId: 'train-gpt', judge: { text, name: 'train-gpt.cjs' }, name: 'model', bytes, secretHex: 'ab'.repeat(32), ...rest },
		pool,
	);
}

async function expectHonestMeasured(): Promise<void> {
	expect(await verify(file())).toMatchObject({ ok: true, result: { preset: 'tiny', outcome: 'fail' } });
}

describe('uploaded weights', () => {
	test('of an untrained model are measured and miss the target', async () => {
		const outcome = await verify(file());
		expect(outcome.ok && outcome.result).toMatchObject({ preset: 'tiny', outcome: 'fail' });
		expect(outcome.ok && outcome.result.count).toBeGreaterThanOrEqual(8_192);
		expect(outcome.ok && outcome.result.value).toBeGreaterThan(4);
		expect(outcome.ok && outcome.result.message).toMatch(
			/^Measured: \d\.\d\d ± 0\.\d\d \(95 %\) nats per token of hidden stories, on [\d,]+ tokens;/,
		);
		expect(outcome.ok && outcome.sketch.projection).toHaveLength(256);
	});

	test.each<[string, Uint8Array, RegExp]>([
		['that lack a tensor', file((tensors) => tensors.delete('head.weight')), /lack head.weight/],
		['of another size', file((tensors) => tensors.set('norm.scale', { shape: [64], data: new Float32Array(64) })), /needs \[32\]/],
		['of another lab', file((_, metadata) => metadata.set('lab', 'sft')), /of the lab "sft"/],
		['without a preset', file((_, metadata) => metadata.delete('preset')), /small and tiny/],
		[
			'that overflow when they are multiplied',
			file((tensors) => {
				for (const [name, { shape, data }] of tensors) tensors.set(name, { shape, data: new Float32Array(data.length).fill(3e38) });
			}),
			/give no number/,
		],
	])('%s are refused with a sentence, and with what to do', async (_, bytes, message) => {
		const outcome = await verify(bytes);
		expect(outcome).toMatchObject({ ok: false, kind: 'error' });
		expect(outcome.ok ? '' : outcome.message).toMatch(message);
		expect(outcome.ok ? '' : outcome.message).toMatch(/\b(Train|Export|Submit)\b/);
	});

	test('end in timeout when the time is up', async () => {
		expect(await verify(file(), { timeoutMs: 20 })).toMatchObject({ ok: false, kind: 'timeout' });
	});

	test('end in unavailable when the grader lets go of its children, and leave none behind', async () => {
		const closing = await openPool('auto');
		const running = verifyWeights(
			{ labId: 'train-gpt', judge: { text: LOOPS, name: 'loops' }, name: 'model', bytes: file(), secretHex: 'ab' },
			closing,
		);
		await closing.untilWarm();
		const pids = closing.pids();
		await closing.close();
		expect(await running).toMatchObject({ ok: false, kind: 'unavailable' });
		expect(pids.filter(isAlive)).toEqual([]);
	});
});

/** As large as an upload may be. */
function full(header: string, headerLength = header.length): Uint8Array {
	const bytes = new Uint8Array(MAX_CHECKPOINT_BYTES);
	new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
	bytes.set(new TextEncoder().encode(header), 8);
	return bytes;
}

const HEADER_BYTES = 100_000;
const names = (count: number): string =>
	`{${Array.from({ length: count }, (_, at) => `"${at.toString(36)}":{"dtype":"F32","shape":[1],"data_offsets":[${4 * at},${4 * at + 4}]}`)}}`;

describe('a file of 8 MiB', () => {
	test.each<[string, () => Uint8Array]>([
		['of zeros', () => new Uint8Array(MAX_CHECKPOINT_BYTES)],
		['of opening brackets', () => new Uint8Array(MAX_CHECKPOINT_BYTES).fill(0x5b)],
		['whose header says that it is all of it', () => full('{', MAX_CHECKPOINT_BYTES - 8)],
		['with a header of nested lists', () => full('['.repeat(HEADER_BYTES / 2) + ']'.repeat(HEADER_BYTES / 2))],
		['with a header of nested objects', () => full(`${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}`)],
		['with as many tensors as a header holds', () => full(names(1_500).padEnd(HEADER_BYTES))],
		['with a shape of a hundred thousand ones', () => full(`{"a":{"dtype":"F32","shape":[${'1,'.repeat(49_000)}1],"data_offsets":[0,4]}}`)],
		['with one tensor of the wrong name', () => full(`{"a":{"dtype":"F32","shape":[2000000],"data_offsets":[0,8000000]}}`)],
	])('%s ends in error, soon, and the grader keeps no memory of it', async (_, bytesOf) => {
		const bytes = bytesOf();
		const before = process.memoryUsage().rss;
		const outcome = await verify(bytes, { timeoutMs: 30_000 });
		expect(outcome).toMatchObject({ ok: false, kind: 'error' });
		expect(outcome.ok ? '' : outcome.message.length).toBeLessThan(400);
		expect(process.memoryUsage().rss - before).toBeLessThan(100 * MIB);
	});

	test('of any kind is followed by an honest one that is measured', expectHonestMeasured);
});

/** What would judge if a file had taken over the child: the same form as a lab's version, with a measure of its own. */
const taken = (measure: string): string =>
	`module.exports = { lab: { id: 'taken' }, checks: [], hiddenChecks: [], variantChecks: [], borrowed: {}, harness: '', measureWeights: async () => { ${measure} } };`;
const LOOPS = taken('for (;;) {}');
const measured = (change: string): string =>
	taken(
		`const result = { ok: true, preset: 'tiny', measured: { value: 0.1, standardError: 0, count: 1 }, goal: { goal: 'at-most', target: 1, what: 'x', counted: 'tokens' } }; ${change}; return result;`,
	);

describe('what was measured', () => {
	const told = (value: number, goal: string): string => measured(`result.measured.value = ${value}; Object.assign(result.goal, ${goal})`);

	test.each<[string, string, object, RegExp]>([
		[
			'just above its target',
			told(2.344, '{ target: 2.341 }'),
			{ value: 2.34, target: 2.34, outcome: 'pass' },
			/^Verified: 2\.34 .* at most 2\.34/,
		],
		[
			'above it by a hundredth',
			told(2.346, '{ target: 2.341 }'),
			{ value: 2.35, target: 2.34, outcome: 'fail' },
			/^Measured: 2\.35 .* at most 2\.34/,
		],
		[
			'just under its target',
			told(0.896, "{ goal: 'at-least', target: 0.899 }"),
			{ value: 0.9, target: 0.9, outcome: 'pass' },
			/^Verified: 0\.90/,
		],
		['just below its floor', told(1.801, '{ target: 1.9, floor: 1.804 }'), { value: 1.8, floor: 1.8, outcome: 'pass' }, /^Verified: 1\.80/],
		[
			'below its floor',
			told(1.2, '{ target: 1.9, floor: 1.8 }'),
			{ value: 1.2, outcome: 'fail' },
			/floor of 1\.80 .*\? Look there, then train again\.$/,
		],
	])('%s is judged by the numbers that the learner reads', async (_, text, result, message) => {
		const outcome = await verify(file(), { text });
		expect(outcome).toMatchObject({ ok: true, result: { ...result, message: expect.stringMatching(message) } });
	});
});

describe('a child that is not ours any more', () => {
	test.each<[string, string, readonly string[]]>([
		['never answers', LOOPS, ['timeout']],
		['waits for ever', taken('await new Promise(() => setInterval(() => 0, 1000));'), ['timeout']],
		['hoards objects', taken('const all = []; for (;;) all.push({ at: all.length });'), ['out-of-memory', 'timeout']],
		[
			'hoards buffers',
			taken('const all = []; for (;;) all.push(new Float64Array(4e6).fill(1));'),
			['unavailable', 'out-of-memory', 'timeout'],
		],
		['leaves', taken('process.exit(0);'), ['unavailable']],
		['kills itself', taken("process.kill(process.pid, 'SIGKILL');"), ['unavailable']],
		['throws', taken("throw new Error('no');"), ['unavailable']],
		['answers with too much', measured("result.preset = 'x'.repeat(1e6)"), ['unavailable']],
		['answers with more than was asked', measured('result.outcome = "pass"'), ['unavailable']],
		['answers with a goal of its own kind', measured("result.goal.goal = 'anything'"), ['unavailable']],
		['answers with no weights measured', taken('return { ok: true };'), ['unavailable']],
	])('that %s', async (_, text, kinds) => {
		const outcome = await verify(file(), { text, timeoutMs: kinds.includes('timeout') ? 1_500 : 20_000 });
		expect(outcome.ok).toBe(false);
		expect(kinds).toContain(outcome.ok ? '' : outcome.kind);
		expect(outcome.ok ? '' : outcome.message).not.toBe('');
	});

	test('of any kind is followed by an honest one, and none of them lives on', async () => {
		await expectHonestMeasured();
		await pool.untilWarm();
		await expect.poll(() => pool.pids().length, { timeout: 5_000 }).toBeLessThanOrEqual(2);
	});

	const layers = (['off', 'auto'] as const)
		.map((mode) => probeLayers(mode))
		.filter(({ name }, at, all) => at === 0 || name !== all[0]?.name);
	test.each(layers.map((layer) => [layer.name, layer] as const))(
		'under %s reaches nothing but what that layer leaves',
		async (_, layer) => {
			expect(await breakOut(layer, 'weights')).toEqual(leftOf(layer));
		},
	);
});
