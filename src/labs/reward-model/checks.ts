/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server. They judge by properties and by worked examples with
 * stored outputs; none holds a way to compute the answer.
 */
import { isTensorValue, type TensorValue, tensorValue, type Value } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { compareTensor } from '#grading/core/check-kit/expect-tensor.ts';
import { FORWARD, firstDifference, numberText } from '#grading/core/check-kit/numbers.ts';
import { failWith, PASS, publicCheck } from '#grading/core/check-kit/public-check.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { LOSS_CASES, readLoss } from './read-loss.ts';
import { textOf } from './texts.ts';

const fail = failWith(textOf);

/** One call of the harness, and its tensors: each of the wanted shape, or the outcome that says which is not. */
async function tensorsOf(
	{ subject }: CheckContext,
	call: { readonly harness: string; readonly name: string; readonly cases: Value; readonly what: string },
	shapes: readonly (readonly number[])[],
): Promise<TensorValue[] | CheckOutcome> {
	const result = await subject.harness(call.harness, [call.cases]);
	const failure = failureOfCall(result, call.name);
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const values = Array.isArray(result.value) ? result.value : [];
	const got: TensorValue[] = [];
	for (const [i, shape] of shapes.entries()) {
		const value: Value = values[i] ?? null;
		const zeros = tensorValue(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);
		if (!isTensorValue(value) || value.shape.join() !== shape.join())
			return compareTensor(value, zeros, { what: call.what }) ?? { outcome: 'fail', message: `${call.what} has the wrong shape.` };
		got.push(value);
	}
	return got;
}

async function lossesOf(context: CheckContext): Promise<number[] | CheckOutcome> {
	const call = { harness: 'losses', name: 'preferenceLoss', cases: LOSS_CASES, what: 'The loss' };
	const got = await tensorsOf(
		context,
		call,
		LOSS_CASES.map(() => []),
	);
	return Array.isArray(got) ? got.map(({ data }) => data[0] ?? Number.NaN) : got;
}

/** Fails when the numbers of two places differ; what is said comes from reading all of them. */
function lossCheck(
	id: string,
	title: string,
	isWrong: (losses: readonly number[]) => boolean,
	detail: (losses: readonly number[]) => string,
) {
	return publicCheck(id, title, 1, async (context) => {
		const got = await lossesOf(context);
		if (!Array.isArray(got)) return got;
		if (!isWrong(got)) return PASS;
		return fail(readLoss(got) ?? 'not-log-likelihood', detail(got));
	});
}

const near = (a = Number.NaN, b = Number.NaN, tolerance = 2e-3): boolean => Math.abs(a - b) <= tolerance;
const say = (value: number | undefined): string => numberText(value ?? Number.NaN);

const ties = lossCheck(
	'loss-ties',
	'Three ties cost ln 2 a pair',
	([tie]) => !near(tie, Math.LN2),
	([tie]) => `Three pairs of equal scores gave ${say(tie)}; ln 2 is 0.6931.`,
);

const level = lossCheck(
	'loss-level',
	'Only differences count, and only their mean',
	([, pairs, twice, raised]) => !near(pairs, twice) || !near(pairs, raised),
	([, pairs, twice, raised]) =>
		`Two pairs gave ${say(pairs)}, the same ones twice ${say(twice)}, with 7 added to all scores ${say(raised)}.`,
);

const direction = lossCheck(
	'loss-direction',
	'A wrong order costs more, also a very wrong one',
	([, pairs = 0, , , turned = 0, far]) => !(turned > pairs) || !near(far, 300, 0.5),
	([, pairs, , , turned, far]) =>
		`In the labels' order: ${say(pairs)}; turned round: ${say(turned)}; with −150 chosen over 150: ${say(far)}.`,
);

const slope = publicCheck('loss-slope', 'A surprised loss pulls, a sure one rests', 2, async (context) => {
	const cases = [
		[tensorValue([0, 4, -4], [3]), tensorValue([0, -4, 4], [3])],
		[tensorValue([1], [1]), tensorValue([1], [1])],
	];
	const call = { harness: 'slopes', name: 'preferenceLoss', cases, what: 'The gradient' };
	const got = await tensorsOf(context, call, [[3], [3], [1], [1]]);
	if (!Array.isArray(got)) return got;
	const losses = await lossesOf(context);
	const [chosen, rejected] = got.map(({ data }) => Array.from(data));
	const expected = [-1 / 6, -0.000112, -0.333222];
	const agrees = expected.every((value, i) => near(chosen?.[i], value, 1e-3) && near(rejected?.[i], -value, 1e-3));
	if (agrees) return PASS;
	const named = Array.isArray(losses) ? readLoss(losses) : null;
	const detail = `For scores 0, 4, −4 against 0, −4, 4 the slopes by the chosen scores are ${(chosen ?? []).map(say).join(', ')}.`;
	return fail(named ?? (got.every(({ data }) => data.every((value) => value === 0)) ? 'no-gradient' : 'not-log-likelihood'), detail);
});

const chance = publicCheck('probability', 'Two scores become a probability', 1, async (context) => {
	const [a, b] = [tensorValue([1, 0, -2, 3.5], [4]), tensorValue([0, 0, 1, -40], [4])];
	const call = {
		harness: 'probabilities',
		name: 'preferProbability',
		cases: [
			[a, b],
			[b, a],
		],
		what: 'The probability',
	};
	const got = await tensorsOf(context, call, [[4], [4]]);
	if (!Array.isArray(got)) return got;
	const [one, other] = got.map(({ data }) => Array.from(data));
	if (one === undefined || other === undefined) return PASS;
	// Worked in the lesson: a lead of 1 is 0.7311, a tie 0.5, 3 behind 0.0474.
	const expected = [0.731059, 0.5, 0.047426, 1];
	const detail = `For leads of 1, 0, −3 and 43.5: ${one.map(say).join(', ')}.`;
	const isShare = one.every((p, i) => p >= 0 && p <= 1 && near(p + (other[i] ?? 0), 1, 1e-3));
	if (!isShare) return fail('not-a-probability', detail);
	if ((one[0] ?? 0) < 0.5) return fail('probability-wrong-way', detail);
	return firstDifference(tensorValue(one, [4]), tensorValue(expected, [4]), FORWARD) === null ? PASS : fail('not-logistic', detail);
});

const CLAIMS = tensorValue([0.1, 0.3, 0.45, 0.8, 1, 0.9], [6]);
const CAME = tensorValue([0, 1, 0, 1, 1, 0], [6]);
/** Worked in the task: two bins with three pairs each. */
const TABLE = [0.283333, 0.333333, 3, 0.9, 0.666667, 3];

const table = publicCheck('calibration', 'The worked table from the task', 2, async (context) => {
	const call = { harness: 'tables', name: 'calibration', cases: [[CLAIMS, CAME, 2]], what: 'The table' };
	const got = await tensorsOf(context, call, [[2, 3]]);
	if (!Array.isArray(got) || got[0] === undefined) return Array.isArray(got) ? PASS : got;
	const [value] = got;
	const difference = compareTensor(value, tensorValue(TABLE, [2, 3]), { what: 'The table', axes: ['bin', 'column'] });
	return difference === null ? PASS : { ...difference, ...diagnosisOfTable(Array.from(value.data)) };
});

function diagnosisOfTable(got: readonly number[]): { diagnosis: string; message: string } {
	const [claimed0, came0, count0, claimed1, came1, count1] = got;
	const named = got.every((value) => value === 0)
		? 'calibration-not-started'
		: count0 === 3 && count1 === 2
			? 'last-bin-lost'
			: near(claimed0, 0.25) && near(claimed1, 0.75)
				? 'middle-of-bin'
				: near(came0, 1 / 6) && near(came1, 1 / 3)
					? 'share-of-all'
					: 'wrong-bins';
	return {
		diagnosis: named,
		message: `${textOf(named)} For the example the rows are ${got.slice(0, 3).map(say).join(', ')} and ${got.slice(3).map(say).join(', ')}.`,
	};
}

const empty = publicCheck('calibration-empty', 'A bin without pairs is a row of zeros', 1, async (context) => {
	const call = { harness: 'tables', name: 'calibration', cases: [[CLAIMS, CAME, 20]], what: 'The table' };
	const got = await tensorsOf(context, call, [[20, 3]]);
	if (!Array.isArray(got) || got[0] === undefined) return Array.isArray(got) ? PASS : got;
	const rows = Array.from({ length: 20 }, (_, bin) => Array.from(got[0]?.data.slice(3 * bin, 3 * bin + 3) ?? []));
	if (rows.flat().every((value) => value === 0)) return fail('calibration-not-started');
	if (!rows.flat().every(Number.isFinite)) return fail('empty-bin-nan', 'Six pairs in twenty bins leave fourteen without any.');
	// 0.1 · 20 is 2 exactly, 0.45 · 20 is 9: both may fall either way in 32-bit floats, so only bins that none of the six can reach are asked for.
	const wrong = [0, 4, 7, 10, 12, 14].find((bin) => rows[bin]?.some((value) => value !== 0));
	return wrong === undefined
		? PASS
		: fail('wrong-bins', `Bin ${wrong} of 20 holds ${rows[wrong]?.map(say).join(', ')}, and no probability lies there.`);
});

export const checks: readonly Check[] = [ties, level, direction, slope, chance, table, empty];
