/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server. They judge by properties and by single tokens with
 * stored outcomes; none holds a way to compute the answer.
 */
import { isTensorValue, type TensorValue, tensorValue } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { compareTensor } from '#grading/core/check-kit/expect-tensor.ts';
import { numberText } from '#grading/core/check-kit/numbers.ts';
import { rowsOf } from '#grading/core/check-kit/properties.ts';
import { failWith, PASS, publicCheck } from '#grading/core/check-kit/public-check.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { textOf } from './texts.ts';

const fail = failWith(textOf);

const near = (a: number, b: number, tolerance = 2e-3): boolean => Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** Two groups of four: one success in the first, three in the second. */
const REWARDS = tensorValue([1, 0, 0, 0, 1, 1, 1, 0], [2, 4]);

async function advantagesOf({ subject }: CheckContext, rewards: TensorValue): Promise<TensorValue | CheckOutcome> {
	const result = await subject.harness('advantages', [[rewards]]);
	const failure = failureOfCall(result, 'groupAdvantage');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const value = Array.isArray(result.value) ? result.value[0] : null;
	if (isTensorValue(value) && value.shape.join() === rewards.shape.join()) return value;
	return compareTensor(value ?? null, rewards, { what: 'The advantages' }) ?? fail('not-centred');
}

const centred = publicCheck('centred', 'A group’s advantages sum to 0', 1, async (context) => {
	const got = await advantagesOf(context, REWARDS);
	if ('outcome' in got) return got;
	const sums = rowsOf(got).map(sum);
	if (sums.every((each) => near(each, 0, 1e-3))) return PASS;
	const detail = `Rewards 1 0 0 0 give a sum of ${numberText(sums[0] ?? 0)}, rewards 1 1 1 0 one of ${numberText(sums[1] ?? 0)}.`;
	if (got.data.every((n, i) => n === REWARDS.data[i])) return fail('not-started', detail);
	return fail(near(sum(sums), 0, 1e-3) ? 'centred-on-batch' : 'not-centred', detail);
});

const spread = publicCheck('spread', 'Each group is scaled by its own spread', 1, async (context) => {
	// A third group whose rewards lie ten times as far apart.
	const got = await advantagesOf(context, tensorValue([1, 0, 0, 0, 1, 1, 1, 0, 10, 0, 0, 10], [3, 4]));
	if ('outcome' in got) return got;
	const squares = rowsOf(got).map((row) => sum(row.map((n) => n * n)) / row.length);
	if (squares.every((each) => near(each, 1, 5e-3))) return PASS;
	const detail = `The mean squares of three groups’ advantages are ${squares.map(numberText).join(', ')}; expected 1 each time.`;
	if (squares.every((each) => near(each, 0.75, 5e-3))) return fail('sample-spread', detail);
	const isRaw = near(squares[0] ?? 0, 0.1875, 5e-3) && near(squares[2] ?? 0, 25, 5e-3);
	return fail(isRaw ? 'no-spread' : 'spread-of-batch', detail);
});

const equal = publicCheck('equal', 'A group that agrees teaches nothing', 1, async (context) => {
	const got = await advantagesOf(context, tensorValue([0, 0, 0, 1, 1, 1, 1, 0, 1], [3, 3]));
	if ('outcome' in got) return got;
	const rows = rowsOf(got).slice(0, 2).flat();
	if (rows.every((n) => near(n, 0, 1e-3))) return PASS;
	return fail('nan-in-equal-group', `Three equal rewards give ${numberText(rows.find((n) => !near(n, 0, 1e-3)) ?? 0)}.`);
});

const kl = publicCheck('kl', 'The KL estimate of a token', 2, async ({ subject }) => {
	// Both agree; the reference likes the token twice as much; half as much.
	const pair = tensorValue([-1, -2, -1, -1, -2 + Math.LN2, -1 - Math.LN2], [2, 1, 3]);
	const result = await subject.harness('kls', [[pair]]);
	const failure = failureOfCall(result, 'klToReference');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const value = Array.isArray(result.value) ? result.value[0] : null;
	const expected = tensorValue([0, 0.306853, 0.193147], [1, 3]);
	if (!isTensorValue(value) || value.shape.join() !== '1,3')
		return compareTensor(value ?? null, expected, { what: 'The estimate' }) ?? PASS;
	const [same = 0, more = 0, less = 0] = value.data;
	if (near(same, 0) && near(more, 0.306853) && near(less, 0.193147)) return PASS;
	const detail = `Where both agree it is ${numberText(same)}, where the reference is twice as sure ${numberText(more)}, where it is half as sure ${numberText(less)}; expected 0, 0.3069 and 0.1931.`;
	if (Math.min(more, less) < -1e-4) return fail('kl-can-be-negative', detail);
	return fail(near(more, 0.193147) && near(less, 0.306853) ? 'kl-reversed' : 'kl-wrong-size', detail);
});

/** One sample of one or more tokens. */
interface Sample {
	/** The probability now over that at sampling. */
	readonly ratios: readonly number[];
	readonly advantage: number;
	/** Of the reference over the policy now. Default 1: they agree. */
	readonly reference?: number;
	readonly mask?: readonly number[];
}

interface Judged {
	readonly losses: readonly number[];
	/** [case][row][time]. */
	readonly gradients: readonly (readonly (readonly number[])[])[];
}

const OLD = -0.7;

/** Losses and gradients of batches of samples; all batches have the same sizes. */
async function lossesOf({ subject }: CheckContext, batches: readonly (readonly Sample[])[], beta: number): Promise<Judged | CheckOutcome> {
	const [rows, time] = [batches[0]?.length ?? 0, batches[0]?.[0]?.ratios.length ?? 0];
	const tables = batches.flatMap((batch) => {
		const now = batch.flatMap(({ ratios }) => ratios.map((ratio) => OLD + Math.log(ratio)));
		const reference = batch.flatMap(({ ratios, reference: r = 1 }) => ratios.map((ratio) => OLD + Math.log(ratio * r)));
		const mask = batch.flatMap(({ ratios, mask: m }) => ratios.map((_, i) => m?.[i] ?? 1));
		return [...now, ...now.map(() => OLD), ...reference, ...mask];
	});
	const result = await subject.harness('losses', [
		tensorValue(tables, [batches.length, 4, rows, time]),
		tensorValue(
			batches.flatMap((batch) => batch.map(({ advantage }) => advantage)),
			[batches.length, rows],
		),
		batches.map(() => ({ clip: 0.2, beta })),
	]);
	const failure = failureOfCall(result, 'grpoLoss');
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	const [losses, gradients] = Array.isArray(result.value) ? result.value : [];
	if (!isTensorValue(losses) || !isTensorValue(gradients)) return fail('wrong-loss');
	const lines = rowsOf(gradients);
	return { losses: Array.from(losses.data), gradients: batches.map((_, i) => lines.slice(i * rows, (i + 1) * rows)) };
}

/** Loss, then gradient, of a lone token for a ratio and an advantage. */
async function loneTokens(context: CheckContext, cases: readonly (readonly [number, number])[]): Promise<number[] | CheckOutcome> {
	const got = await lossesOf(
		context,
		cases.map(([ratio, advantage]) => [{ ratios: [ratio], advantage }]),
		0,
	);
	if ('outcome' in got) return got;
	return cases.flatMap((_, i) => [got.losses[i] ?? 0, got.gradients[i]?.[0]?.[0] ?? 0]);
}

const equals = (got: readonly number[], expected: readonly number[]): boolean => expected.every((n, i) => near(got[i] ?? Number.NaN, n));

const direction = publicCheck('direction', 'Good samples become more probable, bad ones less', 1, async (context) => {
	const got = await loneTokens(context, [
		[1, 1],
		[1, -1],
		[1.1, 1],
	]);
	if (!Array.isArray(got)) return got;
	if (equals(got, [-1, -1, 1, 1, -1.1, -1.1])) return PASS;
	const detail = `One token, advantage 1, ratio 1: loss ${numberText(got[0] ?? 0)}, slope ${numberText(got[1] ?? 0)}; expected −1 and −1.`;
	if (equals(got, [1, 1, -1, -1])) return fail('pushes-wrong-way', detail);
	if (equals(got, [-1, 1, 1, -1]) || near(got[4] ?? 0, -1 / 1.1)) return fail('ratio-upside-down', detail);
	if (got.every((n) => n === 0)) return fail('wrong-loss', detail);
	return fail(near(got[1] ?? 0, -1) && near(got[5] ?? 0, -1) ? 'no-ratio' : 'wrong-loss', detail);
});

const clipped = publicCheck('clip', 'The clip holds on the side where it should', 2, async (context) => {
	const got = await loneTokens(context, [
		[1.5, 1],
		[0.5, 1],
		[1.5, -1],
		[0.5, -1],
	]);
	if (!Array.isArray(got)) return got;
	if (equals(got, [-1.2, 0, -0.5, -0.5, 1.5, 1.5, 0.8, 0])) return PASS;
	const detail = `Ratio 1.5 with advantage 1 gives ${numberText(got[0] ?? 0)}, with advantage −1 ${numberText(got[4] ?? 0)}; ratio 0.5 gives ${numberText(got[2] ?? 0)} and ${numberText(got[6] ?? 0)}.`;
	if (equals(got, [-1.5, -1.5, -0.5, -0.5, 1.5, 1.5, 0.5, 0.5])) return fail('no-clip', detail);
	if (equals(got, [-1.2, 0, -0.8, 0, 1.2, 0, 0.8, 0])) return fail('clips-without-min', detail);
	if (near(got[0] ?? 0, -1.5) && near(got[2] ?? 0, -0.8)) return fail('takes-larger', detail);
	return fail('wrong-loss', detail);
});

/** Two samples on a policy that has not moved: three tokens and one, then padding. */
const UNEVEN: readonly Sample[] = [
	{ ratios: [1, 1, 1, 1], advantage: 2, mask: [1, 1, 1, 0] },
	{ ratios: [1, 1, 1, 1], advantage: -1, mask: [1, 0, 0, 0] },
];

const masked = publicCheck('mask', 'Padding counts nothing', 2, async (context) => {
	const noisy = UNEVEN.map((sample) => ({ ...sample, ratios: sample.ratios.map((ratio, i) => (sample.mask?.[i] === 0 ? 0.9 : ratio)) }));
	const got = await lossesOf(context, [UNEVEN, noisy], 0);
	if ('outcome' in got) return got;
	const [plain = 0, padded = 0] = got.losses;
	const atPadding = got.gradients.flatMap((rows) => [rows[0]?.[3] ?? 0, ...(rows[1]?.slice(1) ?? [])]);
	if (near(plain, padded) && atPadding.every((n) => near(n, 0, 1e-4))) return PASS;
	return fail('mask-ignored', `Other numbers behind the ends turn a loss of ${numberText(plain)} into ${numberText(padded)}.`);
});

const size = publicCheck('size', 'The sum is divided by all places', 1, async (context) => {
	const got = await lossesOf(context, [UNEVEN], 0);
	if ('outcome' in got) return got;
	// −(3 · 2 − 1) over 2 · 4 places.
	const [loss = 0] = got.losses;
	if (near(loss, -0.625)) return PASS;
	const detail = `Three tokens with advantage 2 and one with −1, in 2 rows of 4 places: ${numberText(loss)}, expected −0.625.`;
	const names: readonly (readonly [number, string])[] = [
		[-1.25, 'divides-by-tokens'],
		[-2.5, 'divides-by-rows'],
		[-0.5, 'mean-of-samples'],
		[-5, 'not-divided'],
	];
	return fail(names.find(([value]) => near(loss, value))?.[1] ?? 'wrong-loss', detail);
});

const leash = publicCheck('leash', 'Going away from the reference costs', 2, async (context) => {
	const far: readonly Sample[] = [{ ratios: [1, 1], advantage: 0, reference: 2 }];
	const got = await lossesOf(context, [far], 0.5);
	if ('outcome' in got) return got;
	const [loss = 0] = got.losses;
	const slope = got.gradients[0]?.[0]?.[0] ?? 0;
	// 0.5 · 0.3069, and per token 0.5 · (1 − 2) / 2.
	if (near(loss, 0.153426) && near(slope, -0.25)) return PASS;
	const detail = `No advantage, beta 0.5, a reference that is twice as sure: loss ${numberText(loss)}, expected 0.1534.`;
	if (near(loss, 0) && near(slope, 0)) return fail('no-leash', detail);
	return fail(near(loss, -0.153426) ? 'leash-rewarded' : 'wrong-loss', detail);
});

export const checks: readonly Check[] = [centred, spread, equal, kl, direction, clipped, masked, size, leash];
