/**
 * Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only.
 * All cases of a check travel in one call, which runs in a realm of its own.
 */
import { isTensorValue, type TensorValue, type Value } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { type Mutant, matchesMutant } from '#grading/core/check-kit/mutants.ts';
import { firstDifference, GRADIENT, type Tolerance } from '#grading/core/check-kit/numbers.ts';
import { dot, randomTensor } from '#grading/core/check-kit/properties.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';
import { attend, MISTAKES, RIGHT, turn } from './reference.hidden.ts';
import { TEXTS, textOf } from './texts.ts';

const COUNT = 20;
/** Angles of some hundred radians lose three digits in float32. */
const FAR: Tolerance = { absolute: 2e-3, relative: 2e-3 };
type Random = () => number;

interface Plan<Case> {
	readonly id: string;
	readonly title: string;
	readonly harness: string;
	readonly make: (random: Random) => Case;
	readonly args: (each: Case) => Value;
	readonly judge: (each: Case, got: Value | undefined) => CaseVerdict;
	readonly otherwise: string;
}

function hiddenCheck<Case>({ id, title, harness, make, args, judge, otherwise }: Plan<Case>): Check {
	return {
		id,
		title,
		visibility: 'hidden',
		points: 2,
		async run({ subject, random }: CheckContext): Promise<CheckOutcome> {
			const cases = generateCases(COUNT, random, make);
			const result = await subject.harness(harness, [cases.map(args)]);
			const failure = failureOfCall(result, 'rope');
			if (failure !== null)
				return harness === 'gradients' ? { outcome: 'fail', diagnosis: otherwise, message: textOf(otherwise) } : failure;
			const got = result.status === 'ok' && Array.isArray(result.value) ? result.value : [];
			const verdicts = cases.map((each, at) => judge(each, got[at]));
			return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: textOf(otherwise), diagnosis: otherwise } });
		},
	};
}

function verdictOn(got: Value | undefined, expected: TensorValue, mutants: () => Mutant[], tolerance: Tolerance = FAR): CaseVerdict {
	if (!isTensorValue(got) || got.shape.join() !== expected.shape.join()) return { diagnosis: null };
	return firstDifference(got, expected, tolerance) === null ? 'right' : { diagnosis: matchesMutant(got, mutants(), tolerance) };
}

interface Turned {
	readonly x: TensorValue;
	readonly base: number;
	readonly offset: number;
}

function makeTurn(random: Random, offset: number): Turned {
	const lead = [[], [2], [2, 2]][integerBetween(random, 0, 2)] ?? [];
	const headDim = [2, 4, 6, 16][integerBetween(random, 0, 3)] ?? 4;
	const base = [50, 1_000, 500_000][integerBetween(random, 0, 2)] ?? 50;
	return { x: randomTensor(random, [...lead, integerBetween(random, 2, 7), headDim]), base, offset };
}

const judgeTurn = ({ x, base, offset }: Turned, got: Value | undefined): CaseVerdict =>
	verdictOn(got, turn(x, base, offset), () =>
		Object.entries(MISTAKES).map(([diagnosis, recipe]) => ({ diagnosis, output: () => turn(x, base, offset, recipe) })),
	);

const anyShape = hiddenCheck({
	id: 'any-shape',
	title: 'Any batch, length, width and base',
	harness: 'turns',
	make: (random) => makeTurn(random, 0),
	args: ({ x, base }) => [x, base, null],
	judge: judgeTurn,
	otherwise: 'wrong-angles',
});

const anyOffset = hiddenCheck({
	id: 'any-offset',
	title: 'Any position to begin with, as a cache needs it',
	harness: 'turns',
	make: (random) => makeTurn(random, integerBetween(random, 1, 300)),
	args: ({ x, base, offset }) => [x, base, offset],
	judge: judgeTurn,
	otherwise: 'wrong-angles',
});

interface Attended {
	readonly parts: readonly [TensorValue, TensorValue, TensorValue];
	readonly base: number;
}

const anyAttention = hiddenCheck<Attended>({
	id: 'any-attention',
	title: 'The attention, for any length and base',
	harness: 'attentions',
	make: (random) => {
		const shape = [integerBetween(random, 2, 7), [2, 4, 8][integerBetween(random, 0, 2)] ?? 4];
		const parts = [randomTensor(random, shape, 1.3), randomTensor(random, shape, 1.3), randomTensor(random, shape)] as const;
		return { parts, base: [20, 10_000][integerBetween(random, 0, 1)] ?? 20 };
	},
	args: ({ parts, base }) => [...parts, base],
	judge: ({ parts: [q, k, v], base }, got) => {
		const turned = (x: TensorValue): TensorValue => turn(x, base, 0);
		return verdictOn(got, attend(turned(q), turned(k), v), () => [
			{ diagnosis: 'attention-not-turned', output: () => attend(q, k, v) },
			{ diagnosis: 'one-side-turned', output: () => attend(turned(q), k, v) },
			{ diagnosis: 'one-side-turned', output: () => attend(q, turned(k), v) },
			{ diagnosis: 'values-turned', output: () => attend(turned(q), turned(k), turned(v)) },
		]);
	},
	otherwise: 'wrong-attention',
});

interface Sloped extends Turned {
	readonly cotangent: TensorValue;
	readonly direction: TensorValue;
}

/** A turn is linear, so the slope along a direction is the turned direction itself. */
const anyGradient = hiddenCheck<Sloped>({
	id: 'any-gradient',
	title: 'Gradients in any shape',
	harness: 'gradients',
	make: (random) => {
		const made = makeTurn(random, integerBetween(random, 0, 9));
		return { ...made, cotangent: randomTensor(random, made.x.shape), direction: randomTensor(random, made.x.shape) };
	},
	args: ({ x, cotangent, base, offset }) => [x, cotangent, base, offset],
	judge: ({ base, offset, cotangent, direction }, got) => {
		if (!isTensorValue(got)) return { diagnosis: 'no-gradient' };
		const expected = dot(turn(direction, base, offset, RIGHT), cotangent);
		const isClose = Math.abs(dot(got, direction) - expected) <= GRADIENT.absolute + GRADIENT.relative * Math.abs(expected);
		return isClose ? 'right' : { diagnosis: 'no-gradient' };
	},
	otherwise: 'no-gradient',
});

export const hiddenChecks: readonly Check[] = [anyShape, anyOffset, anyAttention, anyGradient];
