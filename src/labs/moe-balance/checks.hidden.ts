/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only. */
import { type TensorValue, tensorValue } from '#contract/value.ts';
import type { Check } from '#grading/core/check.ts';
import { answersOf, judgeTensor, mutantsOf, tensorAt } from '#grading/core/check-kit/answers.ts';
import { type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { randomTensor, rowsOf } from '#grading/core/check-kit/properties.ts';
import { hiddenCheck } from '#grading/core/check-kit/public-check.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';
import {
	BIAS_BUGS,
	balanceLossOf,
	LOAD_BUGS,
	LOSS_BUGS,
	loadIn,
	nextBiasOf,
	ROUTE_BUGS,
	type RouteInput,
	routeOf,
	softmax,
} from './reference.hidden.ts';
import { TEXTS } from './texts.ts';

const COUNT = 24;
type Random = () => number;

/** Tokens that choose k different experts each. */
function chosen(random: Random, count: number): TensorValue {
	const [tokens, k] = [integerBetween(random, 2, 9), integerBetween(random, 1, Math.min(3, count))];
	return routeOf({ logits: randomTensor(random, [tokens, count], 1.5), bias: tensorValue(new Float32Array(count), [count]), k }, null)
		.experts;
}

const anyLoad = hiddenCheck('hidden-load', 'The load of any choices', 2, async ({ subject, random }) => {
	const cases = generateCases(COUNT, random, () => {
		const count = integerBetween(random, 1, 8);
		return { experts: chosen(random, count), count };
	});
	const result = await subject.harness('loads', [cases.map(({ experts, count }) => [experts, count])]);
	const failure = failureOfCall(result, 'loadOf');
	if (failure !== null) return failure;
	const verdicts = cases.map(({ experts, count }, i) =>
		judgeTensor(
			answersOf(result)[i],
			loadIn(experts, count, null),
			mutantsOf(LOAD_BUGS, (bug) => loadIn(experts, count, bug)),
		),
	);
	return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: TEXTS['wrong-load'] ?? '', diagnosis: 'wrong-load' } });
});

const anyLoss = hiddenCheck('hidden-loss', 'The loss of any load', 2, async ({ subject, random }) => {
	const cases = generateCases(COUNT, random, () => {
		const count = integerBetween(random, 2, 8);
		const experts = chosen(random, count);
		const tokens = experts.shape[0] ?? 1;
		const data = rowsOf(randomTensor(random, [tokens, count])).flatMap(softmax);
		return { probabilities: tensorValue(data, [tokens, count]), experts };
	});
	const result = await subject.harness('losses', [cases.map(({ probabilities, experts }) => [probabilities, experts])]);
	const failure = failureOfCall(result, 'balanceLoss');
	if (failure !== null) return failure;
	const verdicts = cases.map(({ probabilities, experts }, i) =>
		judgeTensor(
			answersOf(result)[i],
			balanceLossOf(probabilities, experts, null),
			mutantsOf(LOSS_BUGS, (bug) => balanceLossOf(probabilities, experts, bug)),
		),
	);
	return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: TEXTS['wrong-loss'] ?? '', diagnosis: 'wrong-loss' } });
});

function routeCase(random: Random): RouteInput {
	const count = integerBetween(random, 2, 8);
	return {
		logits: randomTensor(random, [integerBetween(random, 2, 6), count], 1.5),
		bias: randomTensor(random, [count], 0.4),
		k: integerBetween(random, 1, Math.min(3, count)),
	};
}

const anyRoute = hiddenCheck('hidden-route', 'Any logits, any bias', 2, async ({ subject, random }) => {
	const cases = generateCases(COUNT, random, routeCase);
	const result = await subject.harness('routings', [cases.map(({ logits, bias, k }) => [logits, bias, k])]);
	const failure = failureOfCall(result, 'routeWithBias');
	if (failure !== null) return failure;
	const verdicts = cases.map((input, i): CaseVerdict => {
		const expected = routeOf(input, null);
		const verdict = judgeTensor(
			tensorAt(answersOf(result)[i], 'weights') ?? undefined,
			expected.weights,
			mutantsOf(ROUTE_BUGS, (bug) => routeOf(input, bug).weights),
		);
		const experts = tensorAt(answersOf(result)[i], 'experts');
		return verdict === 'right' && experts?.data.join() !== expected.experts.data.join() ? { diagnosis: null } : verdict;
	});
	return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: TEXTS['wrong-weights'] ?? '', diagnosis: 'wrong-weights' } });
});

const anyBias = hiddenCheck('hidden-bias', 'The bias after any load', 2, async ({ subject, random }) => {
	const cases = generateCases(COUNT, random, () => {
		// Powers of two, so that an even share is a number that float32 holds exactly.
		const count = 2 ** integerBetween(random, 1, 3);
		const choices = Array.from({ length: 32 }, () => integerBetween(random, 0, count - 1));
		const load = choices.reduce((sum, e) => sum.with(e, (sum[e] ?? 0) + 1 / 32), new Array<number>(count).fill(0));
		return { bias: randomTensor(random, [count]), load: tensorValue(load, [count]), rate: 0.05 + 0.2 * random() };
	});
	const result = await subject.harness('biases', [cases.map(({ bias, load, rate }) => [bias, load, rate])]);
	const failure = failureOfCall(result, 'nextBias');
	if (failure !== null) return failure;
	const verdicts = cases.map(({ bias, load, rate }, i) =>
		judgeTensor(
			answersOf(result)[i],
			nextBiasOf(bias, load, rate, null),
			mutantsOf(BIAS_BUGS, (bug) => nextBiasOf(bias, load, rate, bug)),
		),
	);
	return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: TEXTS['wrong-bias'] ?? '', diagnosis: 'wrong-bias' } });
});

export const hiddenChecks: readonly Check[] = [anyLoad, anyLoss, anyRoute, anyBias];
