/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only. */
import { type TensorValue, tensorValue } from '#contract/value.ts';
import type { Check } from '#grading/core/check.ts';
import { answersOf, judgeTensor, moved, mutantsOf, slopeOf, tensorAt } from '#grading/core/check-kit/answers.ts';
import { type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { GRADIENT } from '#grading/core/check-kit/numbers.ts';
import { dot, randomTensor } from '#grading/core/check-kit/properties.ts';
import { usesAtMost } from '#grading/core/check-kit/resources.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';
import { choose, GATE_BUGS, gateOf, MIXTURE_BUGS, type MixtureInput, mixtureOf } from './reference.hidden.ts';
import { TEXTS } from './texts.ts';

const COUNT = 24;
type Random = () => number;

function gateCase(random: Random): readonly [TensorValue, number] {
	const count = integerBetween(random, 1, 8);
	return [randomTensor(random, [integerBetween(random, 2, 7), count], 1.5), integerBetween(random, 1, Math.min(4, count))];
}

const anyGate: Check = {
	id: 'hidden-gate',
	title: 'Any number of tokens, experts and choices',
	visibility: 'hidden',
	points: 2,
	async run({ subject, random }) {
		const cases = generateCases(COUNT, random, gateCase);
		const result = await subject.harness('gates', [cases]);
		const failure = failureOfCall(result, 'route');
		if (failure !== null) return failure;
		const list = answersOf(result);
		const verdicts = cases.map(([logits, k], i): CaseVerdict => {
			const experts = tensorAt(list[i], 'experts');
			if (experts === null || Array.from(experts.data).join() !== choose(logits, k).flat().join()) return { diagnosis: 'wrong-experts' };
			return judgeTensor(
				tensorAt(list[i], 'weights') ?? undefined,
				gateOf(logits, k, null),
				mutantsOf(GATE_BUGS, (bug) => gateOf(logits, k, bug)),
			);
		});
		return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: 'The weights differ for some number of experts or choices.' } });
	},
};

function mixtureCase(random: Random): MixtureInput {
	const [tokens, count, width] = [integerBetween(random, 1, 8), integerBetween(random, 1, 5), integerBetween(random, 1, 4)];
	const k = integerBetween(random, 1, Math.min(3, count));
	const chosen = choose(randomTensor(random, [tokens, count]), k);
	return {
		x: randomTensor(random, [tokens, width]),
		experts: tensorValue(chosen.flat(), [tokens, k], 'int32'),
		weights: tensorValue(
			Array.from({ length: tokens * k }, () => 0.05 + 0.9 * random()),
			[tokens, k],
		),
		maps: randomTensor(random, [count, width, width], 1.2),
		capacity: integerBetween(random, 1, tokens),
	};
}

const anyMixture: Check = {
	id: 'hidden-mixture',
	title: 'Any choices, any number of seats',
	visibility: 'hidden',
	points: 2,
	async run({ subject, random }) {
		const cases = generateCases(COUNT, random, mixtureCase);
		const result = await subject.harness('mixtures', [cases.map((each) => ({ ...each }))]);
		const failure = failureOfCall(result, 'moe');
		if (failure !== null) return failure;
		const list = answersOf(result);
		const verdicts = cases.map((input, i) =>
			judgeTensor(
				tensorAt(list[i], 'output') ?? undefined,
				mixtureOf(input, null),
				mutantsOf(MIXTURE_BUGS, (bug) => mixtureOf(input, bug)),
			),
		);
		return outcomeOfCases(verdicts, {
			named: TEXTS,
			otherwise: { message: 'The output differs for some choices or some number of seats.' },
		});
	},
};

/** Gradients against central differences of the reference, along one random direction of tokens and weights together. */
const gradients: Check = {
	id: 'hidden-gradients',
	title: 'Gradients for any choices',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }) {
		const cases = generateCases(COUNT, random, mixtureCase).map((input) => ({ ...input, cotangent: randomTensor(random, input.x.shape) }));
		const result = await subject.harness('mixtureGradients', [cases]);
		const failure = failureOfCall(result, 'moe');
		if (failure !== null) return { ...failure, diagnosis: 'no-mixture-gradient', message: TEXTS['no-mixture-gradient'] ?? '' };
		const grads = answersOf(result);
		const verdicts = cases.map((input, i): CaseVerdict => {
			const directions = { x: randomTensor(random, input.x.shape), weights: randomTensor(random, input.weights.shape, 0.2) };
			const got = slopeOf(grads[2 * i], directions.x) + slopeOf(grads[2 * i + 1], directions.weights);
			const expected = slope(input, directions, input.cotangent);
			const isClose = Math.abs(got - expected) <= GRADIENT.absolute + GRADIENT.relative * Math.abs(expected);
			return isClose ? 'right' : { diagnosis: 'no-mixture-gradient' };
		});
		return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: 'The gradients differ.' } });
	},
};

function slope(input: MixtureInput, by: { readonly x: TensorValue; readonly weights: TensorValue }, cotangent: TensorValue): number {
	const at = (step: number) =>
		dot(mixtureOf({ ...input, x: moved(input.x, by.x, step), weights: moved(input.weights, by.weights, step) }, null), cotangent);
	return (at(1e-2) - at(-1e-2)) / 2e-2;
}

/** All cases in one count. At least four times as wide as long, so that the experts are most of the work. */
const work: Check = {
	id: 'hidden-work',
	title: 'No more work than the seats hold',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }) {
		const shapes = generateCases(COUNT, random, () => ({
			tokens: integerBetween(random, 2, 4),
			count: integerBetween(random, 2, 4),
			width: integerBetween(random, 16, 20),
			capacity: integerBetween(random, 1, 3),
		}));
		const draw = () => shapes.map((shape) => wideCase(random, shape));
		const others = draw();
		const flops = shapes.reduce((sum, { count, capacity, width }) => sum + 2 * (2 * count * capacity * width ** 2), 0);
		const call = {
			subject,
			how: 'harness',
			call: 'outputs',
			about: 'moe',
			args: [draw().map(plain)],
			others: [others.map(plain)],
		} as const;
		const expected = others.map((input) => mixtureOf(input, null));
		return (await usesAtMost({ flops }, { ...call, expected, hint: TEXTS['too-much-work'] ?? '' })) ?? { outcome: 'pass' };
	},
};

interface WideShape {
	readonly tokens: number;
	readonly count: number;
	readonly width: number;
	readonly capacity: number;
}

function wideCase(random: Random, { tokens, count, width, capacity }: WideShape): MixtureInput {
	return {
		x: randomTensor(random, [tokens, width]),
		experts: tensorValue(choose(randomTensor(random, [tokens, count]), 2).flat(), [tokens, 2], 'int32'),
		weights: randomTensor(random, [tokens, 2], 0.3),
		maps: randomTensor(random, [count, width, width], 0.2),
		capacity,
	};
}

function plain(input: MixtureInput) {
	return { ...input };
}

export const hiddenChecks: readonly Check[] = [anyGate, anyMixture, gradients, work];
