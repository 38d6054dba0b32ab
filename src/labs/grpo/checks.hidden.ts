/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only. */
import { isTensorValue, type TensorValue, tensorValue } from '#contract/value.ts';
import type { Check } from '#grading/core/check.ts';
import { type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { matchesMutant } from '#grading/core/check-kit/mutants.ts';
import { firstDifference, type Tolerance } from '#grading/core/check-kit/numbers.ts';
import { hiddenCheck } from '#grading/core/check-kit/public-check.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween, normal } from '#grading/core/random.ts';
import { ADVANTAGE_BUGS, advantagesOf, KL_BUGS, klOf, LOSS_BUGS, type LossInput, lossOf } from './reference.hidden.ts';
import { TEXTS, textOf } from './texts.ts';

const COUNT = 24;
/** Wide enough for any small number that keeps a division from failing. */
const CLOSE: Tolerance = { absolute: 2e-3, relative: 2e-3 };

type Random = () => number;

const flat = (numbers: readonly number[]): TensorValue => tensorValue(numbers, [numbers.length]);

/** `output(bug)` is what a named bug gives. */
function verdictOn(
	got: unknown,
	expected: readonly number[],
	bugs: readonly string[],
	output: (bug: string) => readonly number[],
): CaseVerdict {
	if (!isTensorValue(got) || got.data.length !== expected.length) return { diagnosis: null };
	const seen = tensorValue(got.data, [expected.length]);
	if (firstDifference(seen, flat(expected), CLOSE) === null) return 'right';
	const mutants = bugs.map((diagnosis) => ({ diagnosis, output: () => flat(output(diagnosis)) }));
	return { diagnosis: matchesMutant(seen, mutants, CLOSE) };
}

/** Rewards are mostly 0 and 1, now and then any number; some groups agree. */
function rewardTable(random: Random): { groups: number[][]; size: number } {
	const size = integerBetween(random, 3, 8);
	const groups = Array.from({ length: integerBetween(random, 2, 5) }, () => {
		const share = [0, 0.2, 0.5, 0.8, 1][integerBetween(random, 0, 4)] ?? 0.5;
		const scale = random() < 0.3 ? 10 : 1;
		return Array.from({ length: size }, () => (random() < share ? scale : 0));
	});
	return { groups, size };
}

const anyRewards = hiddenCheck('any-rewards', 'Any rewards, any group size', 2, async ({ subject, random }) => {
	const cases = generateCases(COUNT, random, rewardTable);
	const result = await subject.harness('advantages', [cases.map(({ groups, size }) => tensorValue(groups.flat(), [groups.length, size]))]);
	const failure = failureOfCall(result, 'groupAdvantage');
	if (failure !== null || result.status !== 'ok') return failure ?? { outcome: 'pass' };
	const got: readonly unknown[] = Array.isArray(result.value) ? result.value : [];
	const names = Object.keys(ADVANTAGE_BUGS);
	const verdicts = cases.map(({ groups }, i) =>
		verdictOn(got[i], advantagesOf(groups), names, (bug) => advantagesOf(groups, ADVANTAGE_BUGS[bug])),
	);
	return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: 'The advantages differ for some rewards or group sizes.' } });
});

const anyGap = hiddenCheck('any-gap', 'The KL estimate of any tokens', 2, async ({ subject, random }) => {
	const cases = generateCases(COUNT, random, () =>
		Array.from({ length: 6 }, () => [-2 + normal(random) * 0.5, -2 + normal(random) * 0.5] as const),
	);
	const pairs = cases.map((tokens) => tensorValue([...tokens.map(([now]) => now), ...tokens.map(([, ref]) => ref)], [2, 2, 3]));
	const result = await subject.harness('kls', [pairs]);
	const failure = failureOfCall(result, 'klToReference');
	if (failure !== null || result.status !== 'ok') return failure ?? { outcome: 'pass' };
	const got: readonly unknown[] = Array.isArray(result.value) ? result.value : [];
	const verdicts = cases.map((tokens, i) => {
		const of = (estimate: (gap: number) => number): number[] => tokens.map(([now, ref]) => estimate(ref - now));
		return verdictOn(got[i], of(klOf), Object.keys(KL_BUGS), (bug) => of(KL_BUGS[bug] ?? klOf));
	});
	return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: textOf('kl-wrong-size') } });
});

const [ROWS, TIME] = [3, 4];

function lossInput(random: Random): LossInput {
	const places = Array.from({ length: ROWS * TIME }, (_, i) => i);
	const old = places.map(() => -1 + 0.3 * normal(random));
	const lengths = Array.from({ length: ROWS }, () => integerBetween(random, 1, TIME));
	return {
		rows: ROWS,
		time: TIME,
		// Some ratios lie inside the clip, most do not.
		now: old.map((n) => n + 0.5 * normal(random)),
		old,
		reference: old.map((n) => n + 0.4 * normal(random)),
		mask: places.map((i) => (i % TIME < (lengths[Math.floor(i / TIME)] ?? 0) ? 1 : 0)),
		advantages: lengths.map(() => normal(random)),
		clip: 0.1 + 0.3 * random(),
		beta: 0.1 + random(),
	};
}

/** Loss and slope along the log-probabilities, both as the reference has them. */
function lossAndSlope(input: LossInput, direction: readonly number[], bug: string | null): number[] {
	const recipe = bug === null ? {} : (LOSS_BUGS[bug] ?? {});
	const at = (step: number): number => lossOf({ ...input, now: input.now.map((n, i) => n + step * (direction[i] ?? 0)) }, recipe);
	return [at(0), (at(1e-5) - at(-1e-5)) / 2e-5];
}

const anyBatch = hiddenCheck('any-batch', 'Loss and gradient of any batch', 2, async ({ subject, random }) => {
	const cases = generateCases(COUNT, random, lossInput);
	const directions = cases.map(({ now }) => now.map(() => normal(random)));
	const result = await subject.harness('losses', [
		tensorValue(
			cases.flatMap(({ now, old, reference, mask }) => [...now, ...old, ...reference, ...mask]),
			[COUNT, 4, ROWS, TIME],
		),
		tensorValue(
			cases.flatMap(({ advantages }) => advantages),
			[COUNT, ROWS],
		),
		cases.map(({ clip, beta }) => ({ clip, beta })),
	]);
	const failure = failureOfCall(result, 'grpoLoss');
	if (failure !== null || result.status !== 'ok') return failure ?? { outcome: 'pass' };
	const [losses, gradients] = Array.isArray(result.value) ? result.value : [];
	if (!isTensorValue(losses) || !isTensorValue(gradients))
		return { outcome: 'fail', message: textOf('wrong-loss'), diagnosis: 'wrong-loss' };
	const names = Object.keys(LOSS_BUGS);
	const verdicts = cases.map((input, i) => {
		const direction = directions[i] ?? [];
		const slope = direction.reduce((total, n, j) => total + n * (gradients.data[i * ROWS * TIME + j] ?? Number.NaN), 0);
		const got = flat([losses.data[i] ?? Number.NaN, slope]);
		return verdictOn(got, lossAndSlope(input, direction, null), names, (bug) => lossAndSlope(input, direction, bug));
	});
	return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: textOf('wrong-loss'), diagnosis: 'wrong-loss' } });
});

export const hiddenChecks: readonly Check[] = [anyRewards, anyGap, anyBatch];
