/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server. They judge by properties and by worked examples with
 * stored outputs; none holds a way to compute the answer. The value of the loss is nobody's business: what trains is its slope.
 */
import { isTensorValue, type TensorValue, tensorValue } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { askHarness } from '#grading/core/check-kit/asked.ts';
import { compareTensor } from '#grading/core/check-kit/expect-tensor.ts';
import { FORWARD, firstDifference, numberText } from '#grading/core/check-kit/numbers.ts';
import { rowsOf } from '#grading/core/check-kit/properties.ts';
import { failWith, PASS, publicCheck } from '#grading/core/check-kit/public-check.ts';
import { shiftInvariant } from '#grading/core/check-kit/relations.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { EXAMPLE, EXPECTED, KL_EXAMPLE, KL_EXPECTED, KL_WRONG, WRONG } from './example.ts';
import { textOf } from './texts.ts';

const fail = failWith(textOf);

type LossCase = readonly [TensorValue, TensorValue, TensorValue, number];

const flat = (value: TensorValue): TensorValue => tensorValue(value.data, [value.data.length]);
const say = (values: ArrayLike<number>): string => Array.from(values, numberText).join(', ');

/** The name of the stored wrong answer that equals this one; null when none does. */
function namedIn(wrong: Readonly<Record<string, readonly number[]>>, got: TensorValue): string | null {
	const found = Object.entries(wrong).find(([, numbers]) => {
		const stored = tensorValue(numbers, [numbers.length]);
		return stored.data.length === got.data.length && firstDifference(flat(got), stored, FORWARD) === null;
	});
	return found?.[0] ?? null;
}

async function slopesOf({ subject }: CheckContext, cases: readonly LossCase[]): Promise<TensorValue[] | CheckOutcome> {
	const result = await subject.harness('slopes', [cases]);
	const failure = failureOfCall(result, 'policyLoss');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const values = Array.isArray(result.value) ? result.value.filter(isTensorValue) : [];
	return values.length === cases.length ? values : fail('wrong-push');
}

/** What is wrong with the worked example: named where its numbers are stored, by its properties else. Null when it is right. */
async function readExample(context: CheckContext): Promise<{ diagnosis: string; slopes: TensorValue } | null | CheckOutcome> {
	const got = await slopesOf(context, [[EXAMPLE.logProbs, EXAMPLE.reference, EXAMPLE.rewards, EXAMPLE.beta]]);
	if (!Array.isArray(got)) return got;
	const [slopes] = got;
	if (slopes === undefined || firstDifference(flat(slopes), tensorValue(EXPECTED, [EXPECTED.length]), FORWARD) === null) return null;
	if (slopes.data.every((slope) => slope === 0)) return { diagnosis: 'not-started', slopes };
	const differ = rowsOf(slopes).some((row) => row.some((slope) => Math.abs(slope - (row[0] ?? 0)) > 1e-4));
	return { diagnosis: namedIn(WRONG, slopes) ?? (differ ? 'words-differ' : 'wrong-push'), slopes };
}

/** Fails where the slopes of some inputs break a property; what is said comes from the worked example. */
function slopeCheck(
	id: string,
	title: string,
	cases: readonly LossCase[],
	problem: (slopes: readonly TensorValue[]) => { readonly otherwise: string; readonly detail: string } | null,
): Check {
	return publicCheck(id, title, 1, async (context) => {
		const got = await slopesOf(context, cases);
		if (!Array.isArray(got)) return got;
		const found = problem(got);
		if (found === null) return PASS;
		const read = await readExample(context);
		return fail(read !== null && 'diagnosis' in read && read.diagnosis !== undefined ? read.diagnosis : found.otherwise, found.detail);
	});
}

const isNumber = publicCheck('loss-one-number', 'The loss is one number', 1, async ({ subject }) => {
	const result = await subject.harness('losses', [[[EXAMPLE.logProbs, EXAMPLE.reference, EXAMPLE.rewards, EXAMPLE.beta]]]);
	const failure = failureOfCall(result, 'policyLoss');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const value = Array.isArray(result.value) ? (result.value[0] ?? null) : null;
	if (isTensorValue(value) && value.data.length === 1) return PASS;
	return compareTensor(value, tensorValue([0], []), { what: 'The loss' }) ?? PASS;
});

const even = tensorValue([-1, -1, -1, -1], [2, 2]);

const direction = slopeCheck(
	'push',
	'What earned more than the mean becomes likelier',
	[[even, even, tensorValue([1, 3], [2]), 0]],
	([slopes]) => {
		const [poor = 0, , rich = 0] = slopes?.data ?? [];
		// Minimising moves against the slope: the better message needs a negative one.
		if (poor > 1e-6 && rich < -1e-6) return null;
		return {
			otherwise: 'pushes-away',
			detail: `For rewards 1 and 3 the slopes are ${say(slopes?.data ?? [])}; the second message needs negative ones.`,
		};
	},
);

const baseline = publicCheck('baseline', 'Only rewards above or below the mean push', 1, async (context) => {
	const asked = askHarness(context.subject, { harness: 'slopes', name: 'policyLoss' });
	const failure = await shiftInvariant(asked, {
		inputs: [even, even, tensorValue([1, 3], [2]), 0],
		at: 2,
		thing: 'reward',
		idea: textOf('no-baseline'),
		axes: ['message', 'word'],
		by: [10],
	});
	if (failure === null || failure.diagnosis !== undefined) return failure ?? PASS;
	const read = await readExample(context);
	return { ...failure, diagnosis: read !== null && 'diagnosis' in read && read.diagnosis !== undefined ? read.diagnosis : 'no-baseline' };
});

const leash = slopeCheck(
	'leash',
	'Of equal rewards, the message that strayed is held back',
	[[tensorValue([-1, -1, -1, -1], [2, 2]), tensorValue([-1, -1, -3, -3], [2, 2]), tensorValue([1, 1], [2]), 0.5]],
	([slopes]) => {
		const [stayed = 0, , strayed = 0] = slopes?.data ?? [];
		if (strayed > 1e-6 && stayed < -1e-6) return null;
		const detail = `The second message strayed by 4 nats, the first by none; their slopes are ${say(slopes?.data ?? [])}.`;
		return { otherwise: strayed < -1e-6 ? 'leash-turned-round' : 'no-leash', detail };
	},
);

const example = publicCheck('example', 'The worked example from the task', 3, async (context) => {
	const read = await readExample(context);
	if (read === null) return PASS;
	if (!('slopes' in read)) return read;
	return fail(read.diagnosis, `The slopes are ${say(read.slopes.data)}; expected ${say(EXPECTED)}.`);
});

const kl = publicCheck('kl', 'The drift of a word, worked by hand', 2, async ({ subject }) => {
	const result = await subject.harness('kls', [[[KL_EXAMPLE.logProbs, KL_EXAMPLE.reference]]]);
	const failure = failureOfCall(result, 'wordKl');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const got = Array.isArray(result.value) ? (result.value[0] ?? null) : null;
	const expected = tensorValue(KL_EXPECTED, [1, 3]);
	const difference = compareTensor(got, expected, { what: 'The estimate', axes: ['message', 'word'], diagnosis: 'kl-wrong' });
	if (difference === null || !isTensorValue(got)) return difference ?? PASS;
	if (got.data.every((value) => value === 0)) return { ...difference, ...fail('kl-not-started', difference.message) };
	const named = namedIn(KL_WRONG, got);
	return named === null ? difference : { ...difference, diagnosis: named, message: `${textOf(named)} ${difference.message}` };
});

const planned = publicCheck('plan', 'The plan holds two numbers', 1, async ({ subject }) => {
	const result = await subject.harness('planned', []);
	const failure = failureOfCall(result, 'plan');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const [beta, stopAtKl] = Array.isArray(result.value) ? result.value.map(Number) : [];
	const isPlan = beta !== undefined && stopAtKl !== undefined && beta >= 0 && stopAtKl > 0 && Number.isFinite(beta);
	return isPlan
		? PASS
		: fail('no-plan', `It gave beta ${numberText(beta ?? Number.NaN)} and stopAtKl ${numberText(stopAtKl ?? Number.NaN)}.`);
});

export const checks: readonly Check[] = [isNumber, direction, baseline, leash, example, kl, planned];
