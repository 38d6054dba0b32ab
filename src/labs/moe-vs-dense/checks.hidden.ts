/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only. */
import { isTensorValue, type TensorValue, tensorValue, type Value } from '#contract/value.ts';
import type { Check } from '#grading/core/check.ts';
import { answersOf, judgeTensor, mutantsOf } from '#grading/core/check-kit/answers.ts';
import { generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { equalsReference, type Parity } from '#grading/core/check-kit/parity.ts';
import { randomTensor } from '#grading/core/check-kit/properties.ts';
import { hiddenCheck } from '#grading/core/check-kit/public-check.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';
import { COST_BUGS, costsOf, LAYER_BUGS, type LayerInput, layerOf, type Spec, TWIN_BUGS, twinsOf } from './reference.hidden.ts';
import { TEXTS } from './texts.ts';

const COUNT = 24;
type Random = () => number;

function specOf(random: Random, index: number): Spec {
	const experts = index % 4 === 3 ? 0 : integerBetween(random, 2, 16);
	return {
		layers: integerBetween(random, 1, 5),
		width: 4 * integerBetween(random, 2, 20),
		heads: 2,
		time: integerBetween(random, 4, 64),
		vocabulary: integerBetween(random, 20, 400),
		experts,
		hidden: integerBetween(random, 5, 90),
		choices: integerBetween(random, 1, Math.max(1, Math.min(4, experts))),
	};
}

/** A row of numbers as a tensor, so that it is compared like one. */
function rowOf(value: Value | undefined): TensorValue | undefined {
	if (!Array.isArray(value) || isTensorValue(value)) return undefined;
	return tensorValue(value.map(Number), [value.length]);
}

const anyAccount = hiddenCheck('hidden-account', 'Any model, with experts and without', 2, async ({ subject, random }) => {
	const cases = generateCases(COUNT, random, specOf);
	const result = await subject.harness('costs', [cases]);
	const failure = failureOfCall(result, 'account');
	if (failure !== null) return failure;
	const verdicts = cases.map((spec, i) =>
		judgeTensor(
			rowOf(answersOf(result)[i]),
			costsOf(spec, null),
			mutantsOf(COST_BUGS, (bug) => costsOf(spec, bug)),
			{ absolute: 0.5, relative: 0 },
		),
	);
	return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: 'The account of some model is wrong.' } });
});

const anyTwins = hiddenCheck('hidden-twins', 'Twins of any mixture', 2, async ({ subject, random }) => {
	const cases = generateCases(COUNT, random, () => specOf(random, 0));
	const result = await subject.harness('twins', [cases]);
	const failure = failureOfCall(result, 'denseTwins');
	if (failure !== null) return failure;
	const verdicts = cases.map((spec, i) =>
		judgeTensor(
			rowOf(answersOf(result)[i]),
			twinsOf(spec, null),
			mutantsOf(TWIN_BUGS, (bug) => twinsOf(spec, bug)),
			{ absolute: 0.5, relative: 0 },
		),
	);
	return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: 'The twins of some mixture have another width.' } });
});

function layerCase(random: Random): LayerInput {
	const size = () => integerBetween(random, 1, 5);
	const [tokens, width, count, units] = [size(), size(), size(), size()];
	return {
		x: randomTensor(random, [tokens, width]),
		router: randomTensor(random, [width, count], 1.2),
		up: randomTensor(random, [count, width, units]),
		down: randomTensor(random, [count, units, width]),
		k: integerBetween(random, 1, Math.min(3, count)),
		capacity: integerBetween(random, 1, tokens),
	};
}

function layerParity(random: Random): Parity<LayerInput, (typeof LAYER_BUGS)[number]> {
	return {
		name: 'expertLayer',
		harness: 'layers',
		cases: generateCases(COUNT, random, layerCase),
		send: (each) => ({ ...each }),
		reference: layerOf,
		bugs: LAYER_BUGS,
		texts: { named: TEXTS, otherwise: { message: TEXTS['wrong-layer'] ?? '', diagnosis: 'wrong-layer' } },
		what: 'The output of expertLayer',
		axes: ['token', 'feature'],
	};
}

const anyLayer = hiddenCheck('hidden-layer', 'Any mixture, any number of seats', 2, ({ subject, random }) =>
	equalsReference(subject, layerParity(random)),
);

/** Gradients by down alone are exact: the layer is linear in it. */
const gradients = hiddenCheck('hidden-gradients', 'Gradients of any mixture', 2, ({ subject, random }) =>
	equalsReference(subject, {
		...layerParity(random),
		gradients: {
			harness: 'layerGradients',
			random,
			parts: ({ x, router, up, down }) => [x, router, up, down],
			along: [3],
			withParts: (each, [, , , down = each.down]) => ({ ...each, down }),
			diagnosis: 'no-layer-gradient',
		},
	}),
);

export const hiddenChecks: readonly Check[] = [anyAccount, anyTwins, anyLayer, gradients];
