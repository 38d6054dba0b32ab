/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server. They judge by properties and by stored examples;
 * none holds a way to count, to share or to measure.
 */
import { isTensorValue, type TensorValue, tensorValue, type Value } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { inputsUntouched } from '#grading/core/check-kit/aftermath.ts';
import { compareTensor } from '#grading/core/check-kit/expect-tensor.ts';
import { FORWARD, firstDifference, numberText, shapeText } from '#grading/core/check-kit/numbers.ts';
import { rowsNotSummingToOne, rowsOf, rowsSumToOne } from '#grading/core/check-kit/properties.ts';
import { publicCheck } from '#grading/core/check-kit/public-check.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { COUNTS, LOSS, LOSS_OF_MEAN, READ, SEEN, SHARES, SMOOTHING, TABLE, TEXT, WRONG_COUNTS, WRONG_SHARES } from './example.ts';
import { textOf } from './texts.ts';

const PASS: CheckOutcome = { outcome: 'pass' };
type Rows = readonly (readonly number[])[];

function fail(diagnosis: string, detail = ''): CheckOutcome {
	return { outcome: 'fail', diagnosis, message: `${textOf(diagnosis)}${detail === '' ? '' : ` ${detail}`}` };
}

function tensorOf(rows: Rows): TensorValue {
	return tensorValue(rows.flat(), [rows.length, rows[0]?.length ?? 0]);
}

const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(b));
const isSame = (got: TensorValue, rows: Rows): boolean =>
	got.shape.join() === `${rows.length},${rows[0]?.length ?? 0}` && firstDifference(got, tensorOf(rows), FORWARD) === null;

/** The first table that a harness function gave, or what to say instead. */
async function tableOf(
	{ subject }: CheckContext,
	harness: string,
	name: string,
	args: readonly Value[],
): Promise<TensorValue | CheckOutcome> {
	const result = await subject.harness(harness, [[args]]);
	const failure = failureOfCall(result, name);
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const [first] = Array.isArray(result.value) ? result.value : [];
	if (isTensorValue(first)) return first;
	return { outcome: 'fail', message: `${name} did not give a table: a list of rows, each a list of numbers, all of the same length.` };
}

const isTable = (got: TensorValue | CheckOutcome): got is TensorValue => 'shape' in got;

const countsShape = publicCheck('counts-shape', 'One row and one column for each token of the vocabulary', 1, async (context) => {
	const got = await tableOf(context, 'counts', 'countPairs', [TEXT, 5]);
	if (!isTable(got) || got.shape.join() === '5,5') return isTable(got) ? PASS : got;
	const detail = `For a vocabulary of 5 the table has shape ${shapeText(got.shape)}.`;
	if (got.shape.join() === '4,4') return fail('vocabulary-from-text', detail);
	return compareTensor(got, tensorOf(COUNTS), { what: 'The table of counts' }) ?? PASS;
});

const countsExample = publicCheck('counts', 'Pairs are counted: what stands before, what comes next', 2, async (context) => {
	const got = await tableOf(context, 'counts', 'countPairs', [TEXT, 5]);
	if (!isTable(got)) return got;
	if (got.data.every((n) => n === 0)) return fail('not-started', 'The table of counts holds only zeros: no pair has been counted yet.');
	const failure = compareTensor(got, tensorOf(COUNTS), { what: 'The count', axes: ['token before', 'token after'] });
	if (failure === null) return PASS;
	const isDiagonal = rowsOf(got).every((row, i) => row.every((n, j) => i === j || n === 0));
	const named = Object.entries(WRONG_COUNTS).find(([, rows]) => isSame(got, rows));
	const diagnosis = isDiagonal ? 'counts-single-tokens' : (named?.[0] ?? 'other-counts');
	return { ...failure, diagnosis, message: `${textOf(diagnosis)} In the text ${TEXT.join(' ')}: ${failure.message}` };
});

const sharesSum = publicCheck('shares-sum', 'Each row of the shares sums to one', 2, async (context) => {
	const got = await tableOf(context, 'shares', 'probabilities', [SEEN, SMOOTHING]);
	if (!isTable(got)) return got;
	if (got.shape.join() !== '4,4') return compareTensor(got, tensorOf(SHARES), { what: 'The table of shares' }) ?? PASS;
	const [first] = rowsNotSummingToOne(got);
	if (first === undefined) return PASS;
	const diagnosis = sharesDiagnosis(got, first.sum);
	const hint = isSame(got, SEEN) ? ' The counts came back as they were.' : '';
	const words = { what: 'the shares', axes: ['token before', 'token after'], idea: `${textOf(diagnosis)}${hint}`, diagnosis };
	return rowsSumToOne(got, words) ?? PASS;
});

/** What the rows show together; `sum` is that of the first that is not one. */
function sharesDiagnosis(got: TensorValue, sum: number): string {
	const total = Array.from(got.data).reduce((all, n) => all + n, 0);
	const columns = rowsOf(got).reduce((sums, row) => sums.map((each, j) => each + (row[j] ?? 0)), [0, 0, 0, 0]);
	if (isSame(got, SEEN)) return 'shares-do-not-sum-to-one';
	if (isClose(total, 1)) return 'joint-probabilities';
	if (columns.every((each) => isClose(each, 1))) return 'normalised-by-column';
	return sum > 1 ? 'smoothing-below-the-line' : 'shares-do-not-sum-to-one';
}

const sharesExample = publicCheck('shares', 'Every count is raised by the smoothing', 1, async (context) => {
	const got = await tableOf(context, 'shares', 'probabilities', [SEEN, SMOOTHING]);
	if (!isTable(got)) return got;
	const failure = compareTensor(got, tensorOf(SHARES), { what: 'The share', axes: ['token before', 'token after'] });
	if (failure === null) return PASS;
	const [row = []] = rowsOf(got);
	const named = Object.entries(WRONG_SHARES).find(([, wrong]) => wrong.every((n, i) => isClose(n, row[i] ?? Number.NaN)));
	const diagnosis = named?.[0] ?? 'other-shares';
	const message = `${textOf(diagnosis)} For the counts 3, 0, 1, 0 and a smoothing of ${SMOOTHING}: ${failure.message}`;
	return { ...failure, diagnosis, message };
});

/** Watched: what the counts hold after the call, whatever the function gave back. */
const countsKept = publicCheck('counts-kept', 'The counts are the same after the call', 1, async ({ subject }) => {
	const args = [SEEN, SMOOTHING];
	const result = await subject.call('probabilities', args, { watch: true });
	const question = { name: 'probabilities', args, argNames: ['the counts', 'the smoothing'] };
	return inputsUntouched(result, { ...question, idea: textOf('changes-its-input'), diagnosis: 'changes-its-input' }) ?? PASS;
});

/** Numbers that a harness function gave, or what to say instead. */
async function numbersOf(
	{ subject }: CheckContext,
	harness: string,
	name: string,
	cases: readonly Value[],
): Promise<number[] | CheckOutcome> {
	const result = await subject.harness(harness, [cases]);
	const failure = failureOfCall(result, name);
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const values = Array.isArray(result.value) ? result.value : [];
	if (values.every((value) => typeof value === 'number')) return values;
	return { outcome: 'fail', message: `${name} must return a number.` };
}

const uniformTable = (vocabulary: number): Rows =>
	Array.from({ length: vocabulary }, () => Array.from({ length: vocabulary }, () => 1 / vocabulary));

const lossUniform = publicCheck('loss-uniform', 'A table that knows nothing scores ln(vocabulary)', 1, async (context) => {
	const short = [0, 3, 1, 6, 2];
	const got = await numbersOf(context, 'losses', 'crossEntropy', [
		[uniformTable(7), short],
		[uniformTable(7), [...short, 5, 4, 0, 1]],
	]);
	if (!Array.isArray(got)) return got;
	const [one = Number.NaN, longer = Number.NaN] = got;
	const expected = Math.log(7);
	if (isClose(one, expected) && isClose(longer, expected)) return PASS;
	const detail = `5 tokens: ${numberText(one)}; 9 tokens: ${numberText(longer)}; expected ${numberText(expected)} each time.`;
	if (one === 0 && longer === 0)
		return fail('not-started', 'The loss is 0 whatever the table says: nothing is compared with the text yet.');
	if (isClose(one, -expected)) return fail('no-minus-sign', detail);
	if (isClose(one, Math.log2(7))) return fail('loss-in-bits', detail);
	if (isClose(one, 7)) return fail('perplexity', detail);
	if (isClose(longer / one, 2)) return fail('sum-not-mean', detail);
	if (isClose(one, (expected * 4) / 5)) return fail('divides-by-all-tokens', detail);
	return fail('other-loss', detail);
});

/** After token i comes (i + 1) mod 5, nearly always. */
const COUNTING: Rows = Array.from({ length: 5 }, (_, i) => Array.from({ length: 5 }, (__, j) => (j === (i + 1) % 5 ? 0.96 : 0.01)));

const lossOrder = publicCheck('loss-order', 'The token before asks, the token after answers', 2, async (context) => {
	const got = await numbersOf(context, 'losses', 'crossEntropy', [
		[COUNTING, [0, 1, 2, 3, 4, 0, 1]],
		[COUNTING, [1, 0, 4, 3, 2, 1, 0]],
		[COUNTING, [2, 2, 2]],
	]);
	if (!Array.isArray(got)) return got;
	const [up = Number.NaN, down = Number.NaN, repeated = Number.NaN] = got;
	if (up < 0.1 && down > 4) return PASS;
	const detail = `A table that counts upwards scores ${numberText(up)} on 0 1 2 3 4 and ${numberText(down)} on 4 3 2 1 0.`;
	if (down < 0.1) return fail('predicts-backwards', detail);
	return fail(isClose(up, down) && isClose(up, repeated) ? 'predicts-itself' : 'other-loss', detail);
});

const lossExample = publicCheck('loss', 'The loss is the mean of the surprises', 1, async (context) => {
	const got = await numbersOf(context, 'losses', 'crossEntropy', [[TABLE, READ]]);
	if (!Array.isArray(got)) return got;
	const [loss = Number.NaN] = got;
	if (isClose(loss, LOSS)) return PASS;
	const detail = `With probabilities 0.5 and 0.125 in turn it is ${numberText(loss)}, expected ${numberText(LOSS)}.`;
	return fail(isClose(loss, LOSS_OF_MEAN) ? 'log-of-mean' : 'other-loss', detail);
});

const bits = publicCheck('bits', 'A loss becomes bits per byte', 1, async (context) => {
	const got = await numbersOf(context, 'bits', 'bitsPerByte', [
		[Math.LN2, 10, 10],
		[Math.LN2, 10, 40],
		[Math.LN2, 20, 10],
	]);
	if (!Array.isArray(got)) return got;
	const [one = Number.NaN, quarter = Number.NaN, two = Number.NaN] = got;
	if (isClose(one, 1) && isClose(quarter, 0.25) && isClose(two, 2)) return PASS;
	const detail = `ln 2 nats per token, as many bytes as tokens: ${numberText(one)} bits per byte; four bytes a token: ${numberText(quarter)}.`;
	if (one === 0 && two === 0) return fail('not-started', 'The bits per byte are 0 whatever is asked.');
	if (isClose(one, Math.LN2)) return fail('nats-not-bits', detail);
	if (isClose(one, Math.LN2 ** 2)) return fail('times-ln-2', detail);
	if (isClose(quarter, one) && isClose(two, one)) return fail('bits-per-token', detail);
	return fail(quarter > one ? 'bytes-per-token-upside-down' : 'other-bits', detail);
});

export const checks: readonly Check[] = [
	countsShape,
	countsExample,
	sharesSum,
	sharesExample,
	countsKept,
	lossUniform,
	lossOrder,
	lossExample,
	bits,
];
