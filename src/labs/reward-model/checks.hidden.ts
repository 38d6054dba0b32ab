/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only. */
import { type TensorValue, tensorValue, type Value } from '#contract/value.ts';
import type { Check } from '#grading/core/check.ts';
import { answersOf, judgeTensor, mutantsOf } from '#grading/core/check-kit/answers.ts';
import { type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { hiddenCheck } from '#grading/core/check-kit/public-check.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween, normal } from '#grading/core/random.ts';
import { type LossBug, lossOf, type TableBug, tableOf } from './reference.hidden.ts';
import { TEXTS, textOf } from './texts.ts';

const COUNT = 24;
const LOSS_BUGS: readonly LossBug[] = ['overflows', 'not-mean', 'depends-on-level', 'wrong-way', 'not-log-likelihood'];
const TABLE_BUGS: readonly TableBug[] = ['last-bin-lost', 'empty-bin-nan', 'middle-of-bin', 'share-of-all', 'wrong-bins'];

/** Right, or wrong with the name of the one bug that gives the same numbers. */
function judge<Bug extends string>(got: Value | undefined, bugs: readonly Bug[], output: (bug: Bug | null) => TensorValue): CaseVerdict {
	return judgeTensor(got, output(null), mutantsOf(bugs, output));
}

const float = (value: number): number => Math.fround(value);

const anyLoss = hiddenCheck('hidden-loss', 'Any pairs, near and far apart', 2, async ({ subject, random }) => {
	const cases = generateCases(COUNT, random, (draw, index) => {
		const scale = index % 4 === 3 ? 60 : 1.5;
		const scores = (count: number) => Array.from({ length: count }, () => float(normal(draw) * scale));
		const count = integerBetween(draw, 2, 7);
		return { chosen: scores(count), rejected: scores(count) };
	});
	const args = cases.map(({ chosen, rejected }) => [tensorValue(chosen, [chosen.length]), tensorValue(rejected, [rejected.length])]);
	const result = await subject.harness('losses', [args]);
	const failure = failureOfCall(result, 'preferenceLoss');
	if (failure !== null) return failure;
	const got = answersOf(result);
	const verdicts = cases.map(({ chosen, rejected }, i) =>
		judge(got[i], LOSS_BUGS, (bug) => tensorValue([lossOf(chosen, rejected, bug)], [])),
	);
	return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: textOf('not-log-likelihood'), diagnosis: 'not-log-likelihood' } });
});

const anyTable = hiddenCheck('hidden-calibration', 'Any probabilities, any number of bins', 2, async ({ subject, random }) => {
	const cases = generateCases(COUNT, random, (draw, index) => {
		const bins = integerBetween(draw, 2, 9);
		// Claims keep away from the edges of bins, where rounding would decide; the ends 0 and 1 are exact.
		const claim = () => float((integerBetween(draw, 0, bins - 1) + 0.05 + 0.9 * draw()) / bins);
		const claims = [...Array.from({ length: integerBetween(draw, 3, 12) }, claim), ...(index % 2 === 0 ? [1, 0] : [])];
		return { bins, claims, outcomes: claims.map(() => integerBetween(draw, 0, 1)) };
	});
	const args = cases.map(({ bins, claims, outcomes }) => [
		tensorValue(claims, [claims.length]),
		tensorValue(outcomes, [outcomes.length]),
		bins,
	]);
	const result = await subject.harness('tables', [args]);
	const failure = failureOfCall(result, 'calibration');
	if (failure !== null) return failure;
	const got = answersOf(result);
	const verdicts = cases.map(({ bins, claims, outcomes }, i) =>
		judge(got[i], TABLE_BUGS, (bug) => tensorValue(tableOf(claims, outcomes, bins, bug), [bins, 3])),
	);
	return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: textOf('wrong-bins'), diagnosis: 'wrong-bins' } });
});

const anyChance = hiddenCheck('hidden-probability', 'Any two scores', 2, async ({ subject, random }) => {
	const cases = generateCases(COUNT, random, (draw) => {
		const count = integerBetween(draw, 1, 6);
		const scores = () => Array.from({ length: count }, () => float(normal(draw) * 3));
		return { first: scores(), second: scores() };
	});
	const args = cases.map(({ first, second }) => [tensorValue(first, [first.length]), tensorValue(second, [second.length])]);
	const result = await subject.harness('probabilities', [args]);
	const failure = failureOfCall(result, 'preferProbability');
	if (failure !== null) return failure;
	const got = answersOf(result);
	const verdicts = cases.map(({ first, second }, i) =>
		judge(got[i], ['probability-wrong-way'], (bug) => {
			const sign = bug === null ? -1 : 1;
			const chances = first.map((score, j) => 1 / (1 + Math.exp(sign * (score - (second[j] ?? 0)))));
			return tensorValue(chances, [chances.length]);
		}),
	);
	return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: textOf('not-logistic'), diagnosis: 'not-logistic' } });
});

export const hiddenChecks: readonly Check[] = [anyLoss, anyTable, anyChance];
