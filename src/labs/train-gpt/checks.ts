/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server. They judge by properties and by one worked example
 * with stored outputs; none holds a way to compute the answer.
 */
import { isTensorValue, type TensorValue, tensorValue } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { leavesNothing } from '#grading/core/check-kit/aftermath.ts';
import { compareTensor } from '#grading/core/check-kit/expect-tensor.ts';
import { FORWARD, firstDifference, numberText } from '#grading/core/check-kit/numbers.ts';
import { publicCheck } from '#grading/core/check-kit/public-check.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { EXAMPLE, EXPECTED, WRONG } from './example.ts';
import { textOf } from './texts.ts';

const PASS: CheckOutcome = { outcome: 'pass' };
const [PEAK, WARMUP, LAST] = [0.004, 20, 0.0004];

function fail(diagnosis: string, detail = ''): CheckOutcome {
	return { outcome: 'fail', diagnosis, message: `${textOf(diagnosis)}${detail === '' ? '' : ` ${detail}`}` };
}

/** Logits that give `score` to one successor of each token and 0 to the others. */
function table(vocabulary: number, successor: (token: number) => number, score: number): TensorValue {
	const data = new Float32Array(vocabulary * vocabulary);
	for (let token = 0; token < vocabulary; token++) data[token * vocabulary + successor(token)] = score;
	return tensorValue(data, [vocabulary, vocabulary]);
}

/** `batch` texts that count upwards. */
function counting(batch: number, time: number, vocabulary: number): TensorValue {
	const data = Array.from({ length: batch * time }, (_, i) => (i + Math.floor(i / time)) % vocabulary);
	return tensorValue(data, [batch, time], 'int32');
}

type LossCase = readonly [TensorValue, TensorValue, TensorValue];

async function lossesOf({ subject }: CheckContext, cases: readonly LossCase[]): Promise<number[] | CheckOutcome> {
	const result = await subject.harness('losses', [cases]);
	const failure = failureOfCall(result, 'loss');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const values = Array.isArray(result.value) ? result.value : [];
	const odd = values.find((value) => !isTensorValue(value) || value.data.length !== 1);
	if (odd !== undefined) return compareTensor(odd, tensorValue([0], []), { what: 'The loss' }) ?? PASS;
	return values.filter(isTensorValue).map((value) => value.data[0] ?? Number.NaN);
}

const uniform = publicCheck('loss-uniform', 'A model that knows nothing scores ln(vocabulary)', 1, async (context) => {
	const sizes = [
		[1, 5],
		[2, 5],
		[1, 9],
	] as const;
	const got = await lossesOf(
		context,
		sizes.map(([batch, time]) => [table(7, (i) => i, 0), counting(batch, time, 7), counting(batch, time, 7)]),
	);
	if (!Array.isArray(got)) return got;
	const [one = 0, twoTexts = 0, longer = 0] = got;
	const expected = Math.log(7);
	if (got.every((loss) => Math.abs(loss - expected) < 1e-3)) return PASS;
	if (got.every((loss) => loss === 0)) return fail('not-started');
	const detail = `One text of 5 tokens: ${numberText(one)}; two texts: ${numberText(twoTexts)}; one of 9 tokens: ${numberText(longer)}; expected ${numberText(expected)} each time.`;
	if (Math.abs(twoTexts / one - 2) < 0.05) return fail('loss-not-mean', detail);
	if (longer / one > 1.5) return fail('loss-mean-of-batch', detail);
	return fail('not-in-nats', detail);
});

const shift = publicCheck('loss-shift', 'Each place is asked for the token after it', 2, async (context) => {
	const text = counting(2, 6, 9);
	const got = await lossesOf(context, [
		[table(9, (i) => (i + 1) % 9, 20), text, text],
		[table(9, (i) => i, 20), text, text],
	]);
	if (!Array.isArray(got)) return got;
	const [counts = 0, repeats = 0] = got;
	if (Math.abs(counts) < 1e-3 && Math.abs(repeats - 20) < 0.01) return PASS;
	const detail = `On the text 0 1 2 3 … a model that counts on scores ${numberText(counts)}, one that repeats scores ${numberText(repeats)}.`;
	return repeats < counts ? fail('targets-not-shifted', detail) : fail('not-in-nats', detail);
});

const targets = publicCheck('loss-targets', 'The targets decide what is right', 1, async (context) => {
	const text = counting(1, 6, 9);
	const other = tensorValue(
		text.data.map((token) => (token * 2) % 9),
		[1, 6],
		'int32',
	);
	const got = await lossesOf(context, [
		[table(9, (i) => (i + 1) % 9, 3), text, text],
		[table(9, (i) => (i + 1) % 9, 3), text, other],
	]);
	if (!Array.isArray(got)) return got;
	return Math.abs((got[0] ?? 0) - (got[1] ?? 0)) > 1e-4 ? PASS : fail('targets-unused');
});

const NAMES: readonly (readonly [string, readonly number[]])[] = [
	['blocks.0.mlp.up.weight', [64, 256]],
	['head.weight', [64, 115]],
	['token.embedding', [115, 64]],
	['blocks.0.mlp.up.bias', [256]],
	['norm.scale', [64]],
	['blocks.1.norm2.shift', [64]],
];

const decay = publicCheck('decay', 'Matrices decay, vectors do not', 1, async ({ subject }) => {
	const result = await subject.harness('manyDecays', [NAMES]);
	const failure = failureOfCall(result, 'decays');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const got = Array.isArray(result.value) ? result.value : [];
	const vector = NAMES.find(([, shape], i) => shape.length < 2 && got[i] !== false);
	if (vector !== undefined) return fail('decays-vectors', `It said so for ${vector[0]} of shape [${vector[1].join()}].`);
	const matrix = NAMES.find(([, shape], i) => shape.length >= 2 && got[i] !== true);
	return matrix === undefined ? PASS : fail('decays-nothing', `It said no for ${matrix[0]} of shape [${matrix[1].join(', ')}].`);
});

const schedule = publicCheck('schedule', 'Up in 20 steps, then down along a cosine', 2, async ({ subject }) => {
	const totals = [120, 400];
	const result = await subject.harness('rates', [totals]);
	const failure = failureOfCall(result, 'learningRate');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const runs = Array.isArray(result.value) ? result.value : [];
	for (const [i, total] of totals.entries()) {
		const run: unknown = runs[i];
		const rates = isTensorValue(run) ? Array.from(run.data) : [];
		const wrong = readRates(rates, total);
		if (wrong !== null) return wrong;
	}
	return PASS;
});

function readRates(rates: readonly number[], total: number): CheckOutcome | null {
	const near = (step: number, want: number): boolean => Math.abs((rates[step] ?? Number.NaN) - want) < 1e-6;
	const at = (step: number): string => `step ${step} of ${total} has ${numberText(rates[step] ?? Number.NaN)}`;
	if (near(0, PEAK)) return fail('no-warm-up', `${capital(at(0))}.`);
	if (!near(0, PEAK / WARMUP) || !near(WARMUP - 1, PEAK)) return fail('warm-up-off-by-one', `${capital(at(0))}, ${at(WARMUP - 1)}.`);
	if (!near(total - 1, LAST)) return fail('cosine-ends-elsewhere', `${capital(at(total - 1))}.`);
	const falls = rates.slice(WARMUP).every((rate, i) => rate < (rates[WARMUP - 1 + i] ?? 0));
	const middle = WARMUP + (total - WARMUP) / 2 - 1;
	return falls && near(middle, (PEAK + LAST) / 2) ? null : fail('wrong-schedule', `${capital(at(middle))}.`);
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

const step = publicCheck('steps', 'Three steps worked by hand', 3, async ({ subject }) => {
	const result = await subject.harness('steps', [[EXAMPLE]]);
	const failure = failureOfCall(result, 'adamwStep');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const got = Array.isArray(result.value) ? result.value[0] : null;
	const expected = tensorValue(EXPECTED, [6]);
	const difference = compareTensor(got ?? null, expected, { what: 'The parameters after three steps', diagnosis: 'wrong-step' });
	if (difference === null || !isTensorValue(got)) return difference ?? PASS;
	const named = Object.entries(WRONG).find(([, numbers]) => firstDifference(got, tensorValue(numbers, [6]), FORWARD) === null)?.[0];
	return named === undefined ? difference : { ...difference, diagnosis: named, message: `${textOf(named)} ${difference.message}` };
});

/** Watched: the harness disposes of what it made itself, so what is left is the step's. */
const tidy = publicCheck('step-tidy', 'A step leaves no tensors behind', 1, async ({ subject }) => {
	const result = await subject.harness('oneStep', [EXAMPLE], { watch: true });
	return leavesNothing(result, { name: 'adamwStep', idea: textOf('leaves-tensors'), diagnosis: 'leaves-tensors' }) ?? PASS;
});

export const checks: readonly Check[] = [uniform, shift, targets, decay, schedule, step, tidy];
