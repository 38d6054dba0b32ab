/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only. */
import { tensorValue, type Value } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { matchesMutant } from '#grading/core/check-kit/mutants.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween, normal } from '#grading/core/random.ts';
import {
	CURVE_BUGS,
	curveOf,
	LINE_BUGS,
	type LineInput,
	lineOf,
	PASS_BUGS,
	type PassCase,
	passOf,
	RANGE_BUGS,
	type RiseCase,
	rangeOf,
} from './reference.hidden.ts';
import { TEXTS, textOf } from './texts.ts';

const COUNT = 24;
type Random = () => number;

interface Question<Case> {
	readonly id: string;
	readonly title: string;
	/** Function of the harness, and the learner's export that it calls. */
	readonly ask: string;
	readonly of: string;
	readonly make: (random: Random) => Case;
	/** Numbers that the harness is to return for a case. */
	readonly expect: (input: Case) => readonly number[];
	readonly bugs: Readonly<Record<string, (input: Case) => readonly number[]>>;
	readonly otherwise: string;
}

function hidden<Case>({ id, title, ask, of, make, expect, bugs, otherwise }: Question<Case>): Check {
	const tensorOf = (numbers: readonly unknown[]) =>
		tensorValue(
			numbers.map((number) => (typeof number === 'number' ? number : Number.NaN)),
			[numbers.length],
		);
	return {
		id,
		title,
		visibility: 'hidden',
		points: 2,
		async run({ subject, random }: CheckContext): Promise<CheckOutcome> {
			const cases = generateCases(COUNT, random, make);
			// Cases are records of numbers and lists of them: plain data.
			const result = await subject.harness(ask, [cases as unknown as Value]);
			const failure = failureOfCall(result, of);
			if (failure !== null || result.status !== 'ok') return failure ?? { outcome: 'pass' };
			const all: readonly unknown[] = Array.isArray(result.value) ? result.value : [];
			const verdicts = cases.map((input, i) => {
				const got = tensorOf([all[i]].flat());
				const mutants = Object.entries(bugs).map(([diagnosis, bug]) => ({ diagnosis, output: () => tensorOf(bug(input)) }));
				const isRight = matchesMutant(got, [{ diagnosis: 'right', output: () => tensorOf(expect(input)) }]) !== null;
				return isRight ? ('right' as const) : { diagnosis: matchesMutant(got, mutants) };
			});
			return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: textOf(otherwise), diagnosis: otherwise } });
		},
	};
}

function mapBugs<Bug, Case>(bugs: Readonly<Record<string, Bug>>, use: (bug: Bug, input: Case) => readonly number[]) {
	return Object.fromEntries(Object.entries(bugs).map(([name, bug]) => [name, (input: Case) => use(bug, input)] as const));
}

const anyPass = hidden<PassCase>({
	id: 'any-pass',
	title: 'Any number of samples and tries',
	ask: 'passes',
	of: 'passAtK',
	otherwise: 'wrong-pass',
	make(random) {
		const n = integerBetween(random, 8, 400);
		return { n, c: integerBetween(random, 1, Math.ceil(n / 3)), k: integerBetween(random, 2, Math.ceil(n / 4)) };
	},
	expect: (each) => [passOf(each)],
	bugs: mapBugs(PASS_BUGS, (bug, each) => [bug(each)]),
});

function anyRise(random: Random): RiseCase {
	const floor = 0.05 + 0.2 * random();
	return { floor, ceiling: floor + 0.3 + 0.4 * random(), middle: 5 + 200 * random(), steepness: 0.6 + 2 * random() };
}

interface CurveCase {
	readonly rise: RiseCase;
	readonly steps: readonly number[];
}

const anyCurve = hidden<CurveCase>({
	id: 'any-curve',
	title: 'Any curve at any step',
	ask: 'curves',
	of: 'sigmoid',
	otherwise: 'wrong-curve',
	make(random) {
		const rise = anyRise(random);
		return { rise, steps: [0.1, 0.5, 1.5, 8].map((ratio) => rise.middle * ratio * (1 + 0.2 * random())) };
	},
	expect: ({ rise, steps }) => steps.map((step) => curveOf(step, rise)),
	bugs: mapBugs(CURVE_BUGS, (bug, { rise, steps }) => steps.map((step) => bug(step, rise))),
});

const anyRange = hidden<RiseCase>({
	id: 'any-range',
	title: 'The straight part of any curve',
	ask: 'ranges',
	of: 'straightRange',
	otherwise: 'wrong-range',
	make: anyRise,
	expect: rangeOf,
	bugs: RANGE_BUGS,
});

const anyLine = hidden<LineInput>({
	id: 'any-line',
	title: 'Lines through noisy points',
	ask: 'lines',
	of: 'fitLine',
	otherwise: 'wrong-line',
	make(random) {
		const [at, slope] = [0.2 * random(), 0.1 + 0.2 * random()];
		const steps = Array.from({ length: integerBetween(random, 9, 14) }, (_, i) => Math.round(1.7 ** (i + 1)));
		const points = steps.map((step) => ({ step, accuracy: at + slope * Math.log10(step) + 0.03 * normal(random) }));
		// Its ends are steps of the table, two away from the table's.
		return { points, range: [steps[2] ?? 0, steps.at(-3) ?? 0] };
	},
	expect: (each) => lineOf(each),
	bugs: mapBugs(LINE_BUGS, (bug, each) => lineOf(each, bug)),
});

export const hiddenChecks: readonly Check[] = [anyPass, anyCurve, anyRange, anyLine];
