/** Judges the re-check `ceiling`. Server only; the solution below is the test's proof that the variant can be solved. */
import { tensorValue, type Value } from '#contract/value.ts';
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { matchesMutant } from '#grading/core/check-kit/mutants.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween, normal } from '#grading/core/random.ts';

const NAME = 'bestCurve';
const TEXTS: CaseTexts = {
	otherwise: { message: 'The guess that is picked, or its error, differs for some points.' },
	named: {
		'no-ceiling': 'The ceiling of a guess plays no part in its error.',
		'not-capped': 'A single point far off the curve decides which guess is picked.',
		'no-largest': 'The error is the mean alone.',
		'no-mean': 'The error is the largest alone.',
		'in-logarithms': 'The third number is taken for what it is, the second for K itself.',
		'first-guess': 'The first guess is picked, whatever the others are like.',
	},
};

type Bug = 'no-ceiling' | 'not-capped' | 'no-largest' | 'no-mean' | 'in-logarithms' | 'first-guess' | null;
const BUGS = ['no-ceiling', 'not-capped', 'no-largest', 'no-mean', 'in-logarithms', 'first-guess'] as const;

interface Case {
	readonly points: readonly { readonly compute: number; readonly accuracy: number }[];
	readonly guesses: readonly (readonly number[])[];
}

function makeCase(random: () => number): Case {
	const [ceiling, lnK, gamma] = [0.6 + 0.3 * random(), 1 + random(), 0.2 + 0.2 * random()];
	const points = Array.from({ length: integerBetween(random, 5, 9) }, (_, i) => {
		const compute = 1_000 * 3 ** i;
		return { compute, accuracy: ceiling - Math.exp(lnK) * compute ** -gamma + 0.01 * normal(random) - (i === 2 ? 0.2 * random() : 0) };
	});
	const guesses = Array.from({ length: integerBetween(random, 4, 7) }, () => [
		ceiling + 0.02 * normal(random),
		lnK + 0.1 * normal(random),
		gamma + 0.01 * normal(random),
	]);
	return { points, guesses };
}

function errorOf({ points }: Case, [ceiling = 0, lnK = 0, gamma = 0]: readonly number[], bug: Bug): number {
	const counts = points.map(({ compute, accuracy }) => {
		const curve = (bug === 'no-ceiling' ? 0 : ceiling) - (bug === 'in-logarithms' ? lnK : Math.exp(lnK)) * compute ** -gamma;
		const off = Math.abs(curve - accuracy);
		return bug === 'not-capped' ? off : Math.min(off, 0.05);
	});
	const mean = counts.reduce((sum, x) => sum + x, 0) / counts.length;
	return (bug === 'no-largest' ? 0 : Math.max(...counts)) + (bug === 'no-mean' ? 0 : mean);
}

/** Index and error of the guess that wins, as a tensor. */
function answer(input: Case, bug: Bug) {
	const errors = input.guesses.map((guess) => errorOf(input, guess, bug));
	const index = bug === 'first-guess' ? 0 : errors.indexOf(Math.min(...errors));
	return tensorValue([index, 100 * (errors[index] ?? 0)], [2]);
}

const curve: Check = {
	id: 'ceiling',
	title: 'Any points and guesses',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const each of generateCases(24, random, makeCase)) {
			// Records of numbers: plain data.
			const result = await subject.call(NAME, [each.points, each.guesses] as unknown as readonly Value[]);
			const failure = failureOfCall(result, NAME);
			if (failure !== null) return failure;
			const [index, error]: unknown[] = result.status === 'ok' && Array.isArray(result.value) ? result.value : [];
			const got = tensorValue([Number(index), 100 * Number(error)], [2]);
			const is = (bug: Bug, diagnosis: string) => ({ diagnosis, output: () => answer(each, bug) });
			const right = matchesMutant(got, [is(null, 'right')]) !== null;
			const bugs = BUGS.map((bug) => is(bug, bug));
			verdicts.push(right ? 'right' : { diagnosis: matchesMutant(got, bugs) });
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [curve];

export const variantSolution = `interface Point {
	readonly compute: number;
	readonly accuracy: number;
}

export function bestCurve(points: readonly Point[], guesses: readonly (readonly number[])[]): [number, number] {
	const errors = guesses.map(([ceiling = 0, lnK = 0, gamma = 0]) => {
		const counts = points.map(({ compute, accuracy }) => Math.min(0.05, Math.abs(ceiling - Math.exp(lnK) * compute ** -gamma - accuracy)));
		return Math.max(...counts) + counts.reduce((sum, x) => sum + x, 0) / counts.length;
	});
	const smallest = Math.min(...errors);
	return [errors.indexOf(smallest), smallest];
}
`;
