/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server. They judge by properties of a block and by worked
 * comparisons with stored outputs; none holds a way to compute the answer.
 */
import { isTensorValue, type TensorValue, tensorValue } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { compareTensor } from '#grading/core/check-kit/expect-tensor.ts';
import { numberText } from '#grading/core/check-kit/numbers.ts';
import { publicCheck } from '#grading/core/check-kit/public-check.ts';
import { failureOfCall, saysNoGradient } from '#grading/core/failure.ts';
import { seededRandom } from '#grading/core/random.ts';
import { type BlockCase, drawBlock, GPT2, sent, times, withWeights, zero } from './block-case.ts';
import { EXPECTED } from './example.ts';
import { textOf } from './texts.ts';

const PASS: CheckOutcome = { outcome: 'pass' };
const [WIDTH, TIME] = [8, 4];
const NO_ATTENTION = { 'output.weight': zero, 'output.bias': zero };
const NO_MLP = { 'down.weight': zero, 'down.bias': zero };

function fail(diagnosis: string, detail = ''): CheckOutcome {
	return { outcome: 'fail', diagnosis, message: `${textOf(diagnosis)}${detail === '' ? '' : ` ${detail}`}` };
}

/** What the block adds to its input, for each case; or the failure. */
async function added({ subject }: CheckContext, cases: readonly BlockCase[]): Promise<TensorValue[] | CheckOutcome> {
	const result = await subject.harness('outputs', [cases.map(sent)]);
	const failure = failureOfCall(result, 'block');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const got: readonly unknown[] = Array.isArray(result.value) ? result.value : [];
	const parts: TensorValue[] = [];
	for (const [i, { x }] of cases.entries()) {
		const value = got[i];
		if (!isTensorValue(value) || value.shape.join() !== x.shape.join())
			return compareTensor(isTensorValue(value) ? value : null, x, { what: 'The output of block', diagnosis: 'wrong-block' }) ?? PASS;
		parts.push(
			tensorValue(
				value.data.map((n, j) => n - (x.data[j] ?? 0)),
				x.shape,
			),
		);
	}
	return parts;
}

/** Equal up to float32, at the places from `from` on. */
function agree(a: TensorValue | undefined, b: TensorValue | undefined, from = 0): boolean {
	return a !== undefined && b !== undefined && a.data.every((n, i) => i < from || Math.abs(n - (b.data[i] ?? Number.NaN)) < 1e-3);
}

const withX = (block: BlockCase, x: TensorValue): BlockCase => ({ ...block, x });

const gpt2 = publicCheck('gpt2', 'With GPT-2’s switches it is still GPT-2’s block', 1, async (context) => {
	const got = await added(context, [drawBlock(seededRandom(1), WIDTH, TIME, GPT2)]);
	if (!Array.isArray(got)) return got;
	const difference = compareTensor(got[0] ?? null, tensorValue(EXPECTED, [1, TIME, WIDTH]), {
		what: 'What the block adds',
		axes: ['batch', 'position', 'feature'],
		diagnosis: 'gpt2-changed',
	});
	return difference === null ? PASS : { ...difference, message: `${textOf('gpt2-changed')} ${difference.message}` };
});

const residual = publicCheck('residual', 'What the block does not change passes through', 1, async (context) => {
	const block = drawBlock(context.random, WIDTH, TIME, GPT2);
	const got = await added(context, [withWeights(block, { ...NO_ATTENTION, ...NO_MLP })]);
	if (!Array.isArray(got)) return got;
	return agree(got[0], zero(block.x)) ? PASS : fail('no-residual');
});

const norm = publicCheck('norm', 'RMSNorm: a scale, no mean, no shift', 2, async (context) => {
	const block = drawBlock(context.random, WIDTH, TIME, { ...GPT2, norm: 'rms' });
	const raised = tensorValue(
		block.x.data.map((n) => n + 2),
		block.x.shape,
	);
	const [first, second] = [withWeights(block, NO_MLP), withWeights(block, NO_ATTENTION)];
	const shifted = (each: BlockCase) => withWeights(each, { 'norm1.shift': times(-3), 'norm2.shift': times(-3) });
	const longer = times(2)(block.x);
	const both = [first, second];
	const got = await added(context, [
		...both,
		...both.map((each) => withX(each, raised)),
		...both.map(shifted),
		...both.map((each) => withX(each, longer)),
	]);
	if (!Array.isArray(got)) return got;
	const [one, two, oneRaised, twoRaised, oneShifted, twoShifted, oneLonger, twoLonger] = got;
	const still = [agree(one, oneRaised), agree(two, twoRaised)];
	if (still.every(Boolean)) return fail('norm-ignored');
	if (still.some(Boolean)) return fail('one-norm-only', `It is the one before ${still[0] ? 'attention' : 'the MLP'}.`);
	if (!agree(one, oneShifted) || !agree(two, twoShifted)) return fail('rms-with-shift');
	return agree(one, oneLonger) && agree(two, twoLonger) ? PASS : fail('norm-wrong');
});

const positions = publicCheck('positions', 'RoPE: order is seen, and values are left alone', 2, async (context) => {
	const learned = withWeights(drawBlock(context.random, WIDTH, TIME, GPT2), NO_MLP);
	const roped: BlockCase = { ...learned, switches: { ...GPT2, positions: 'rope' } };
	const { data, shape } = learned.x;
	const swapped = tensorValue([...data.slice(WIDTH, 2 * WIDTH), ...data.slice(0, WIDTH), ...data.slice(2 * WIDTH)], shape);
	const same = tensorValue(Array.from({ length: TIME }, () => Array.from(data.slice(0, WIDTH))).flat(), shape);
	const got = await added(context, [learned, withX(learned, swapped), roped, withX(roped, swapped), withX(roped, same)]);
	if (!Array.isArray(got)) return got;
	const [plain, plainSwapped, turned, turnedSwapped, constant] = got;
	const last = (TIME - 1) * WIDTH;
	if (!agree(plain, plainSwapped, last)) return fail('always-turned');
	if (agree(turned, turnedSwapped, last)) return fail('order-invisible');
	const rows = Array.from({ length: TIME }, (_, i) => tensorValue(constant?.data.slice(i * WIDTH, (i + 1) * WIDTH) ?? [], [WIDTH]));
	return rows.every((row) => agree(row, rows[0])) ? PASS : fail('values-turned');
});

const mlp = publicCheck('mlp', 'SwiGLU: the gate bends, the other way in does not', 2, async (context) => {
	const block = withWeights(drawBlock(context.random, WIDTH, TIME, { ...GPT2, mlp: 'swiglu' }), { ...NO_ATTENTION, 'down.bias': zero });
	const doubled = (name: string): BlockCase => withWeights(block, { [`${name}.weight`]: times(2), [`${name}.bias`]: times(2) });
	const got = await added(context, [block, doubled('up'), doubled('gate')]);
	if (!Array.isArray(got)) return got;
	const [once, moreUp, moreGate] = got;
	const twice = once === undefined ? undefined : times(2)(once);
	if (agree(moreUp, twice) && !agree(moreGate, twice)) return PASS;
	return fail(agree(moreGate, twice) ? 'gate-and-up-swapped' : 'gate-ignored');
});

/** Columns of a key or value matrix, or the numbers of its bias, once for each of `order`. */
function repeatHeads(value: TensorValue, headDim: number, order: readonly number[]): TensorValue {
	const columns = value.shape.at(-1) ?? 1;
	const rows = value.data.length / columns;
	const data = Array.from({ length: rows }, (_, i) =>
		order.flatMap((head) => Array.from(value.data.slice(i * columns + head * headDim, i * columns + (head + 1) * headDim))),
	).flat();
	return tensorValue(data, [...value.shape.slice(0, -1), order.length * headDim]);
}

const groups = publicCheck('groups', 'Fewer key-value heads, shared by neighbours', 2, async (context) => {
	const few = withWeights(drawBlock(context.random, WIDTH, TIME, { ...GPT2, heads: 4, kvHeads: 2 }), NO_MLP);
	const spread = (order: readonly number[]): BlockCase => {
		const repeat = (value: TensorValue): TensorValue => repeatHeads(value, WIDTH / 4, order);
		const changes = { 'key.weight': repeat, 'key.bias': repeat, 'value.weight': repeat, 'value.bias': repeat };
		return { ...withWeights(few, changes), switches: { ...few.switches, kvHeads: 4 } };
	};
	const got = await added(context, [few, spread([0, 0, 1, 1]), spread([0, 1, 0, 1])]);
	if (!Array.isArray(got)) return got;
	const [shared, neighbours, turns] = got;
	if (agree(shared, neighbours)) return PASS;
	return fail(agree(shared, turns) ? 'kv-heads-tiled' : 'kv-heads-wrong');
});

const trains = publicCheck('trains', 'Gradients reach every matrix', 1, async (context) => {
	const block = drawBlock(context.random, WIDTH, TIME, { norm: 'rms', positions: 'rope', mlp: 'swiglu', heads: 4, kvHeads: 2 });
	const result = await context.subject.harness('gradients', [sent(block)]);
	// tfjs itself throws where an op has no gradient.
	if (result.status === 'threw' && saysNoGradient(result.message)) return fail('no-gradient', result.message.slice(0, 160));
	const failure = failureOfCall(result, 'block');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	// The harness returns pairs of a name and a length.
	const lengths = (Array.isArray(result.value) ? result.value : []) as unknown as readonly (readonly [string, number])[];
	const missed = lengths.find(([name, length]) => name.endsWith('.weight') && !(length > 1e-6));
	return missed === undefined ? PASS : fail('no-gradient', `None reaches ${missed[0]}.`);
});

type EffectRow = readonly [mean: number, low: number, high: number, verdict: string];

async function effectsOf({ subject }: CheckContext, cases: readonly (readonly number[][])[]): Promise<EffectRow[] | CheckOutcome> {
	const result = await subject.harness('effects', [cases]);
	const failure = failureOfCall(result, 'effect');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	// The harness returns these four for each case; the learner's part of them is only ever compared.
	return Array.isArray(result.value) ? (result.value as unknown as EffectRow[]) : [];
}

const close = (got: number | undefined, wanted: number): boolean => Math.abs((got ?? Number.NaN) - wanted) < 1e-4;

const interval = publicCheck('interval', 'The worked comparison from the task', 2, async (context) => {
	const got = await effectsOf(context, [
		[
			[0.5, 0.54, 0.58],
			[0.44, 0.49, 0.51],
		],
	]);
	if (!Array.isArray(got)) return got;
	const [mean = Number.NaN, low = Number.NaN, high = Number.NaN] = got[0] ?? [];
	const half = (high - low) / 2;
	const detail = `It gives ${numberText(mean)}, from ${numberText(low)} to ${numberText(high)}.`;
	if (close(mean, -0.06) && close(half, 0.02483) && close((low + high) / 2, mean)) return PASS;
	if (!close(Math.abs(mean), 0.06)) return fail('wrong-effect', detail);
	if (close(half, 0)) return fail('first-seed-only', detail);
	const known = { 'not-paired': 0.1337, 'population-deviation': 0.02027, 'deviation-not-error': 0.043, 'normal-not-t': 0.01132 };
	const named = Object.entries(known).find(([, wrong]) => close(half, wrong))?.[0];
	return fail(named ?? 'wrong-effect', detail);
});

const verdicts = publicCheck('verdicts', 'Better, worse, or not to be seen', 2, async (context) => {
	const base = [0.5, 0.54, 0.58];
	const got = await effectsOf(
		context,
		[
			[-0.06, -0.05, -0.07],
			[0.06, 0.05, 0.07],
			[-0.06, 0.05, -0.04],
			[0.06, -0.05, 0.04],
		].map((changes) => [base, base.map((loss, i) => loss + (changes[i] ?? 0))]),
	);
	if (!Array.isArray(got)) return got;
	const words = got.map(([, , , verdict]) => verdict);
	if (words.join() === 'better,worse,no visible effect,no visible effect') return PASS;
	if (words[0] === 'worse' && words[1] === 'better') return fail('more-is-better');
	return fail(words[2] === 'better' && words[3] === 'worse' ? 'mean-decides' : 'wrong-effect', `It says ${words.join(', ')}.`);
});

export const checks: readonly Check[] = [residual, norm, positions, mlp, groups, gpt2, trains, interval, verdicts];
