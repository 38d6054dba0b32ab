/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server. They judge by properties and by one worked example with
 * stored angles; none holds a way to compute the answer.
 */
import { isTensorValue, type TensorValue, tensorValue, type Value } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { askHarness } from '#grading/core/check-kit/asked.ts';
import { compareTensor } from '#grading/core/check-kit/expect-tensor.ts';
import { gradientsMatch } from '#grading/core/check-kit/gradients.ts';
import { firstDifference, numberText, shapeText, type Tolerance } from '#grading/core/check-kit/numbers.ts';
import { randomTensor, rowsOf } from '#grading/core/check-kit/properties.ts';
import { publicCheck } from '#grading/core/check-kit/public-check.ts';
import { batchIndependent } from '#grading/core/check-kit/relations.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { BASE, readTurn, unitVectors } from './read-turn.ts';
import { textOf } from './texts.ts';

const PASS: CheckOutcome = { outcome: 'pass' };
/** A GPU's sine may be off by 2^-11. */
const TURN: Tolerance = { absolute: 4e-3, relative: 4e-3 };
const THOUSANDS = 10_000;

function fail(diagnosis: string, detail = ''): CheckOutcome {
	return { outcome: 'fail', diagnosis, message: `${textOf(diagnosis)}${detail === '' ? '' : ` ${detail}`}` };
}

type Outputs = readonly TensorValue[] | CheckOutcome;
const areOutputs = (outputs: Outputs): outputs is readonly TensorValue[] => Array.isArray(outputs);

/** One tensor of the same shape for each case, or what to say instead. The input of a case comes first. */
async function outputsOf(
	{ subject }: CheckContext,
	harness: string,
	name: string,
	cases: readonly (readonly [TensorValue, ...Value[]])[],
): Promise<Outputs> {
	const result = await subject.harness(harness, [cases]);
	const failure = failureOfCall(result, name);
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const values = Array.isArray(result.value) ? result.value : [];
	for (const [i, [like]] of cases.entries()) {
		const value = values[i] ?? null;
		if (isTensorValue(value) && value.shape.join() === like.shape.join()) continue;
		return compareTensor(value, like, { what: `The output of ${name} for an input of shape ${shapeText(like.shape)}` }) ?? PASS;
	}
	return values.filter(isTensorValue);
}

const shape = publicCheck('shape', 'A turned tensor has the shape it had', 1, async (context) => {
	const outputs = await outputsOf(context, 'turns', 'rope', [
		[randomTensor(context.random, [5, 6]), THOUSANDS, null],
		[randomTensor(context.random, [1, 2]), THOUSANDS, null],
	]);
	return areOutputs(outputs) ? PASS : outputs;
});

const pairs = publicCheck('pairs', 'Each pair of dimensions turns by its own angle', 2, async (context) => {
	const [short, long] = [unitVectors(2), unitVectors(4)];
	const outputs = await outputsOf(
		context,
		'turns',
		'rope',
		[...short, ...long].map((x) => [x, BASE, 0] as const),
	);
	if (!areOutputs(outputs)) return outputs;
	const reading = readTurn(outputs.slice(0, short.length), outputs.slice(short.length));
	return reading === null ? PASS : fail(reading.diagnosis, reading.detail);
});

const start = publicCheck('position-zero', 'Position 0 is left as it is, and no row changes its length', 1, async (context) => {
	const x = randomTensor(context.random, [6, 8]);
	const outputs = await outputsOf(context, 'turns', 'rope', [[x, THOUSANDS, null]]);
	if (!areOutputs(outputs)) return outputs;
	const [before, after] = [rowsOf(x), rowsOf(outputs[0] ?? x)];
	const length = (row: readonly number[] | undefined) => Math.hypot(...(row ?? []));
	const changed = before.findIndex((row, i) => Math.abs(length(row) - length(after[i])) > TURN.absolute * Math.max(1, length(row)));
	if (changed >= 0)
		return fail(
			'not-a-rotation',
			`Row ${changed} has length ${numberText(length(before[changed]))} before and ${numberText(length(after[changed]))} after.`,
		);
	return before[0]?.some((n, j) => Math.abs(n - (after[0]?.[j] ?? Number.NaN)) > 1e-4) ? fail('starts-at-one') : PASS;
});

const offset = publicCheck('offset', 'With an offset the rows are later ones of a longer text', 2, async (context) => {
	const x = randomTensor(context.random, [6, 4]);
	const tail = tensorValue(x.data.slice(3 * 4), [3, 4]);
	const outputs = await outputsOf(context, 'turns', 'rope', [
		[x, THOUSANDS, 0],
		[tail, THOUSANDS, 3],
		[tail, THOUSANDS, 0],
	]);
	if (!areOutputs(outputs)) return outputs;
	const [whole, later, early] = outputs;
	if (whole === undefined || later === undefined || early === undefined) return PASS;
	const expected = tensorValue(whole.data.slice(3 * 4), [3, 4]);
	const failure = compareTensor(later, expected, {
		what: 'Rows 3 to 5, turned alone with offset 3',
		axes: ['row', 'dimension'],
		tolerance: TURN,
	});
	if (failure === null) return PASS;
	if (firstDifference(later, early, TURN) === null) return fail('offset-ignored', failure.message);
	return { ...failure, diagnosis: 'wrong-angles' };
});

const relative = publicCheck(
	'relative',
	'A score depends on how far apart two positions are, not on where they are',
	2,
	async (context) => {
		const [q, k] = [randomTensor(context.random, [1, 8]), randomTensor(context.random, [1, 8])];
		const repeated = (row: TensorValue): TensorValue =>
			tensorValue(
				Array.from({ length: 7 * 8 }, (_, at) => row.data[at % 8] ?? 0),
				[7, 8],
			);
		const outputs = await outputsOf(context, 'turns', 'rope', [
			[repeated(q), 100, 0],
			[repeated(k), 100, 0],
		]);
		if (!areOutputs(outputs)) return outputs;
		const [queries = [], keys = []] = outputs.map(rowsOf);
		const score = (m: number, n: number) => (queries[m] ?? []).reduce((sum, value, i) => sum + value * (keys[n]?.[i] ?? 0), 0);
		for (const [m, n] of [
			[1, 0],
			[3, 1],
			[6, 2],
		] as const) {
			const [here, there] = [score(m - 1, n), score(m, n + 1)];
			if (m - 1 >= n && Math.abs(here - there) > 0.03 * Math.max(1, Math.abs(here)))
				return fail(
					'wrong-angles',
					`The same query and key, ${m - 1 - n} apart, score ${numberText(here)} at positions ${m - 1} and ${n}, and ${numberText(there)} one place later.`,
				);
		}
		return PASS;
	},
);

const batches = publicCheck('batches', 'A batch and its heads turn as each would alone', 1, async ({ subject, random }) => {
	const asked = askHarness(subject, { harness: 'turns', name: 'rope', toCase: ([x = null]) => [x, THOUSANDS, null] });
	const members = Array.from({ length: 4 }, () => [randomTensor(random, [3, 4])]);
	const question = { members, leads: [[4], [2, 2]], thing: 'sequence', axes: ['position', 'dimension'], tolerance: TURN };
	return (await batchIndependent(asked, { ...question, idea: textOf('rank-two-only'), diagnosis: 'rank-two-only' })) ?? PASS;
});

/** Even, so that a head that turns its values can be told by name. */
const TIME = 4;
const identity = tensorValue(
	Array.from({ length: TIME * TIME }, (_, at) => (at % (TIME + 1) === 0 ? 1 : 0)),
	[TIME, TIME],
);
const everywhere = (row: readonly number[]): TensorValue => tensorValue(Array.from({ length: TIME }, () => row).flat(), [TIME, row.length]);

/** How much more row i likes column j than the column before it, in nats: a difference of two scores. */
function preferences(weights: TensorValue): number[][] {
	return rowsOf(weights).map((row, i) => row.slice(1, i + 1).map((weight, j) => Math.log(weight / (row[j] ?? Number.NaN))));
}

const attention = publicCheck('attention', 'The attention turns queries and keys, and leaves the values', 2, async (context) => {
	const { random } = context;
	const [q, k, v] = [0, 1, 2].map(() => Array.from({ length: 4 }, () => 1 + random())) as [number[], number[], number[]];
	const result = await context.subject.harness('attentions', [
		[
			[everywhere(q), everywhere(k), everywhere(v), 100],
			[everywhere(q), everywhere(k), identity, 100],
			[everywhere(q), randomTensor(random, [TIME, 4]), identity, 100],
		],
	]);
	const failure = failureOfCall(result, 'ropeAttention');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const [mixed, same, other] = Array.isArray(result.value) ? result.value : [];
	if (!isTensorValue(same) || !isTensorValue(other) || same.shape.join() !== identity.shape.join())
		return compareTensor(same ?? null, identity, { what: 'The output of ropeAttention' }) ?? PASS;
	const values = compareTensor(mixed ?? null, everywhere(v), {
		what: 'A mixture of equal values',
		axes: ['position', 'feature'],
		tolerance: TURN,
	});
	if (values !== null) return { ...values, diagnosis: 'values-turned', message: `${textOf('values-turned')} ${values.message}` };
	return readScores(preferences(same), preferences(other));
});

/** `same`: equal queries and equal keys everywhere; `other`: equal queries, different keys. */
function readScores(same: number[][], other: number[][]): CheckOutcome {
	const last = same.at(-1) ?? [];
	const isEven = same.flat().every((n) => Math.abs(n) < TURN.absolute);
	const rowsAgree = (rows: number[][]) =>
		rows.every((row) => row.every((n, j) => Math.abs(n - (rows.at(-1)?.[j] ?? 0)) < 5 * TURN.absolute));
	if (isEven) return fail(rowsAgree(other) ? 'attention-not-turned' : 'one-side-turned');
	if (rowsAgree(same)) return fail('one-side-turned');
	const byDistance = same.every((row, i) =>
		row.every((n, j) => Math.abs(n - (last[j + last.length - i] ?? Number.NaN)) < 5 * TURN.absolute),
	);
	return byDistance ? PASS : fail('wrong-attention');
}

const gradients = publicCheck('gradients', 'Gradients reach what was turned', 1, async ({ subject, random }) => {
	const [x, cotangent] = [randomTensor(random, [3, 4]), randomTensor(random, [3, 4])];
	const asked = askHarness(subject, { harness: 'turns', name: 'rope', toCase: ([each = null]) => [each, THOUSANDS, 2] });
	const failure = await gradientsMatch(asked, {
		inputs: [x],
		by: [{ input: 0, name: 'the input' }],
		cotangent,
		gradients: () => subject.harness('gradients', [[[x, cotangent, THOUSANDS, 2]]]),
		random,
		idea: textOf('no-gradient'),
		diagnosis: 'no-gradient',
	});
	return failure ?? PASS;
});

export const checks: readonly Check[] = [shape, pairs, start, offset, relative, batches, attention, gradients];
