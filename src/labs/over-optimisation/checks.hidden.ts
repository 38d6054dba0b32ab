/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only. */
import { type TensorValue, tensorValue, type Value } from '#contract/value.ts';
import type { Check } from '#grading/core/check.ts';
import { answersOf, judgeTensor, mutantsOf } from '#grading/core/check-kit/answers.ts';
import { type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { hiddenCheck } from '#grading/core/check-kit/public-check.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween, normal } from '#grading/core/random.ts';
import { KL_BUGS, LOSS_BUGS, type LossInput, slopesOf, wordKlOf } from './reference.hidden.ts';
import { TEXTS, textOf } from './texts.ts';

const COUNT = 24;

/** Right, or wrong with the name of the one bug that gives the same numbers. */
function judge<Bug extends string>(got: Value | undefined, bugs: readonly Bug[], output: (bug: Bug | null) => TensorValue): CaseVerdict {
	return judgeTensor(got, output(null), mutantsOf(bugs, output));
}

/** −0.1 to about −4: log-probabilities of words. */
const logProbability = (random: () => number): number => Math.fround(-0.1 - Math.abs(normal(random)) * 1.4);

function lossInput(random: () => number): LossInput {
	const [batch, time] = [integerBetween(random, 3, 6), integerBetween(random, 2, 5)];
	const words = () => Array.from({ length: batch * time }, () => logProbability(random));
	const rewards = Array.from({ length: batch }, () => Math.fround(normal(random) * 2));
	return { batch, time, logProbs: words(), reference: words(), rewards, beta: Math.fround(0.2 + random()) };
}

const anyPush = hiddenCheck('hidden-push', 'Any batch, any leash', 2, async ({ subject, random }) => {
	const cases = generateCases(COUNT, random, lossInput);
	const args = cases.map(({ batch, time, logProbs, reference, rewards, beta }) => [
		tensorValue(logProbs, [batch, time]),
		tensorValue(reference, [batch, time]),
		tensorValue(rewards, [batch]),
		beta,
	]);
	const result = await subject.harness('slopes', [args]);
	const failure = failureOfCall(result, 'policyLoss');
	if (failure !== null) return failure;
	const got = answersOf(result);
	const verdicts = cases.map((input, i) => judge(got[i], LOSS_BUGS, (bug) => tensorValue(slopesOf(input, bug), [input.batch, input.time])));
	return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: textOf('wrong-push'), diagnosis: 'wrong-push' } });
});

const anyKl = hiddenCheck('hidden-kl', 'Any words', 2, async ({ subject, random }) => {
	const cases = generateCases(COUNT, random, (draw) => {
		const [batch, time] = [integerBetween(draw, 1, 4), integerBetween(draw, 1, 5)];
		const words = () => Array.from({ length: batch * time }, () => logProbability(draw));
		return { shape: [batch, time], logProbs: words(), reference: words() };
	});
	const result = await subject.harness('kls', [
		cases.map(({ shape, logProbs, reference }) => [tensorValue(logProbs, shape), tensorValue(reference, shape)]),
	]);
	const failure = failureOfCall(result, 'wordKl');
	if (failure !== null) return failure;
	const got = answersOf(result);
	const verdicts = cases.map(({ shape, logProbs, reference }, i) =>
		judge(got[i], KL_BUGS, (bug) => {
			const values = logProbs.map((value, at) => wordKlOf(value, reference[at] ?? 0, bug));
			return tensorValue(values, shape);
		}),
	);
	return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: textOf('kl-wrong'), diagnosis: 'kl-wrong' } });
});

export const hiddenChecks: readonly Check[] = [anyPush, anyKl];
