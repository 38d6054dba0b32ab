/**
 * Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only.
 * All cases of a check travel in one call, which runs in a realm of its own.
 */
import { isTensorValue, type TensorValue } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { matchesMutant } from '#grading/core/check-kit/mutants.ts';
import { FORWARD, firstDifference, GRADIENT } from '#grading/core/check-kit/numbers.ts';
import { dot, randomTensor, withToken } from '#grading/core/check-kit/properties.ts';
import { failureOfCall, saysNoGradient } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';
import { attend, MISTAKES, RIGHT } from './reference.hidden.ts';

type Case = readonly [TensorValue, TensorValue, TensorValue];
const COUNT = 20;

const NAMED: Readonly<Record<string, string>> = {
	'no-mask': 'In some shapes a token still sees what comes after it.',
	'mask-after-softmax': 'In some shapes part of each share still goes to the future before it is hidden.',
	'mask-includes-diagonal': 'In some shapes a token does not see itself.',
	'future-instead-of-past': 'In some shapes the past is hidden and the future is shown.',
	'zero-instead-of-minus-infinity': 'A hidden token still gets the share of a score of 0.',
	'no-scale': 'The scores are not scaled by the width of a head.',
	'scale-by-width': 'The scores are divided by the width itself; the softmax becomes too flat in wide heads.',
	'wrong-softmax-axis': 'The weights are shared out along the wrong axis.',
	'queries-and-keys-swapped': 'The rows belong to the keys instead of the queries.',
	'weak-mask': 'With large scores a hidden token shows through: what stands for "never" is not low enough.',
	overflow: 'With large scores the output is not finite: an exponential overflowed.',
	'one-token': 'A sequence of a single token goes wrong. It sees itself and nothing else.',
};

function shapes(random: () => number, time: number): { keys: number[]; values: number[] } {
	const lead = [[], [2], [2, 3]][integerBetween(random, 0, 2)] ?? [];
	return {
		keys: [...lead, time, [1, 2, 3, 8, 16][integerBetween(random, 0, 4)] ?? 2],
		values: [...lead, time, integerBetween(random, 1, 5)],
	};
}

function makeCase(random: () => number, time: number, scale: number): Case {
	const { keys, values } = shapes(random, time);
	return [randomTensor(random, keys, scale), randomTensor(random, keys, scale), randomTensor(random, values)];
}

interface Seen {
	readonly got: TensorValue;
	readonly input: Case;
	/** The output once the last token of every sequence was replaced. */
	readonly changed: TensorValue;
}

/** `judge` sees only outputs that differ from the reference, and names why. */
function outputsCheck(
	head: { readonly id: string; readonly title: string },
	make: (random: () => number) => Case,
	judge: (seen: Seen) => string | null,
	otherwise: CaseTexts['otherwise'],
): Check {
	const texts: CaseTexts = { named: NAMED, otherwise };
	return {
		...head,
		visibility: 'hidden',
		points: 2,
		async run({ subject, random }: CheckContext): Promise<CheckOutcome> {
			const inputs = generateCases(COUNT, random, make);
			const changed = inputs.map((input) => input.map((each) => withToken(each, (each.shape.at(-2) ?? 1) - 1, random)));
			const result = await subject.harness('many', [[...inputs, ...changed]]);
			if (result.status === 'threw' && otherwise.diagnosis !== undefined) return { outcome: 'fail', ...otherwise };
			const failure = failureOfCall(result, 'causalAttention');
			if (failure !== null) return failure;
			const outputs = result.status === 'ok' && Array.isArray(result.value) ? result.value : [];
			return outcomeOfCases(
				inputs.map((input, i) => verdictOn(input, outputs[i], outputs[COUNT + i], judge)),
				texts,
			);
		},
	};
}

function verdictOn(input: Case, got: unknown, changed: unknown, judge: (seen: Seen) => string | null): CaseVerdict {
	const expected = attend(...input);
	const hasShape = (value: unknown): value is TensorValue => isTensorValue(value) && value.shape.join() === expected.shape.join();
	if (!hasShape(got) || !hasShape(changed)) return { diagnosis: judge({ got: expected, input, changed: expected }) };
	return firstDifference(got, expected, FORWARD) === null ? 'right' : { diagnosis: judge({ got, input, changed }) };
}

/** True when an output before the last token moved with it. */
function looksAhead({ got, changed }: Seen): boolean {
	const [time, width] = [got.shape.at(-2) ?? 1, got.shape.at(-1) ?? 1];
	return got.data.some((n, i) => Math.floor(i / width) % time < time - 1 && !(Math.abs(n - (changed.data[i] ?? Number.NaN)) <= 1e-4));
}

function mutantOf({ got, input }: Seen): string | null {
	return matchesMutant(
		got,
		Object.entries(MISTAKES).map(([diagnosis, recipe]) => ({ diagnosis, output: () => attend(...input, recipe) })),
	);
}

const anyShape = outputsCheck(
	{ id: 'any-shape', title: 'Any batch, length and width' },
	(random) => makeCase(random, integerBetween(random, 2, 9), 1.2),
	mutantOf,
	{ message: 'The output differs from causal attention for some batch, length or width.' },
);

const largeScores = outputsCheck(
	{ id: 'large-scores', title: 'Scores as large as a trained head makes them' },
	(random) => makeCase(random, integerBetween(random, 3, 7), 12),
	(seen) => {
		if (seen.got.data.some((n) => !Number.isFinite(n))) return 'overflow';
		return mutantOf(seen) ?? (looksAhead(seen) ? 'weak-mask' : null);
	},
	{ message: 'The output differs where scores are larger than in any public check.' },
);

const oneToken = outputsCheck(
	{ id: 'one-token', title: 'A sequence of one token' },
	(random) => makeCase(random, 1, 1),
	() => 'one-token',
	{ message: 'A sequence of a single token goes wrong. It sees itself and nothing else.', diagnosis: 'one-token' },
);

/** Gradients against central differences of the reference, along one random direction of q, k and v together. */
const gradients: Check = {
	id: 'hidden-gradients',
	title: 'Gradients in any shape',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }) {
		const inputs = generateCases(COUNT, random, () => makeCase(random, integerBetween(random, 1, 5), 1));
		const cotangents = inputs.map(([, , v]) => randomTensor(random, v.shape));
		const result = await subject.harness('manyGradients', [inputs.map((input, i) => [...input, cotangents[i] ?? input[2]])]);
		const failure = failureOfCall(result, 'causalAttention');
		// tfjs itself throws when no gradient reaches an input.
		if (failure !== null && saysNoGradient(failure.message))
			return { ...failure, diagnosis: 'no-gradient', message: 'No gradient reaches one of the inputs.' };
		if (failure !== null) return failure;
		const grads = result.status === 'ok' && Array.isArray(result.value) ? result.value : [];
		const verdicts = inputs.map((input, i): CaseVerdict => {
			const directions = input.map((each) => randomTensor(random, each.shape));
			const got = directions.reduce((sum, direction, j) => sum + gradientAlong(grads[3 * i + j], direction), 0);
			const expected = slope(input, directions, cotangents[i] ?? input[2]);
			const isClose = Math.abs(got - expected) <= GRADIENT.absolute + GRADIENT.relative * Math.abs(expected);
			return isClose ? 'right' : { diagnosis: null };
		});
		return outcomeOfCases(verdicts, { named: {}, otherwise: { message: 'The gradients differ from those of causal attention.' } });
	},
};

function gradientAlong(gradient: unknown, direction: TensorValue): number {
	return isTensorValue(gradient) ? dot(gradient, direction) : Number.NaN;
}

function slope(input: Case, directions: readonly TensorValue[], cotangent: TensorValue): number {
	const at = (step: number) => {
		const [q, k, v] = input.map((each, i) => ({
			...each,
			data: Float32Array.from(each.data, (n, j) => n + step * (directions[i]?.data[j] ?? 0)),
		}));
		return q === undefined || k === undefined || v === undefined ? Number.NaN : dot(attend(q, k, v, RIGHT), cotangent);
	};
	return (at(1e-2) - at(-1e-2)) / 2e-2;
}

export const hiddenChecks: readonly Check[] = [anyShape, largeScores, oneToken, gradients];
