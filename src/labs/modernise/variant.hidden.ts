/** Judges the re-check `speed-up`. Server only; the solution below is the test's proof that the variant can be solved. */
import { tensorValue } from '#contract/value.ts';
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { matchesMutant } from '#grading/core/check-kit/mutants.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween, normal } from '#grading/core/random.ts';

const NAME = 'speedUp';
const TEXTS: CaseTexts = {
	otherwise: { message: 'The factor, its interval or the verdict differs for some times.' },
	named: {
		'not-paired': 'The spread is that of two separate groups of machines.',
		'population-deviation': 'The deviation is divided by the number of machines.',
		'deviation-not-error': 'The interval is that of one machine, not of the mean.',
		'arguments-swapped': 'Faster and slower are exchanged.',
		'mean-decides': 'The verdict follows the factor alone.',
	},
};

const BUGS = ['not-paired', 'population-deviation', 'deviation-not-error', 'arguments-swapped', 'mean-decides'] as const;
type Bug = (typeof BUGS)[number] | null;

interface Case {
	readonly before: readonly number[];
	readonly after: readonly number[];
	readonly t: number;
}

function makeCase(random: () => number): Case {
	const before = Array.from({ length: integerBetween(random, 3, 8) }, () => Math.exp(1 + normal(random)));
	const change = 0.15 * normal(random);
	return { before, after: before.map((time) => time * Math.exp(change + 0.08 * normal(random))), t: 2 + 2 * random() };
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

function spread(values: readonly number[], less: number): number {
	const middle = mean(values);
	return values.reduce((sum, x) => sum + (x - middle) ** 2, 0) / (values.length - less);
}

function answer({ before, after, t }: Case, bug: Bug) {
	const sign = bug === 'arguments-swapped' ? -1 : 1;
	const changes = before.map((time, i) => sign * Math.log(time / (after[i] ?? 1)));
	const less = bug === 'population-deviation' ? 0 : 1;
	const variance = bug === 'not-paired' ? spread(before.map(Math.log), less) + spread(after.map(Math.log), less) : spread(changes, less);
	const half = t * Math.sqrt(variance / (bug === 'deviation-not-error' ? 1 : changes.length));
	const middle = mean(changes);
	const isFaster = bug === 'mean-decides' ? middle > 0 : middle - half > 0;
	return tensorValue([Math.exp(middle), Math.exp(middle - half), Math.exp(middle + half), isFaster ? 1 : 0], [4]);
}

const speed: Check = {
	id: 'speed-up',
	title: 'Any times',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const each of generateCases(24, random, makeCase)) {
			const result = await subject.call(NAME, [each.after, each.before, each.t]);
			const failure = failureOfCall(result, NAME);
			if (failure !== null) return failure;
			const parts: readonly unknown[] = result.status === 'ok' && Array.isArray(result.value) ? result.value : [];
			const got = tensorValue(
				[0, 1, 2, 3].map((i) => Number(parts[i] ?? Number.NaN)),
				[4],
			);
			const bugs = BUGS.map((bug) => ({ diagnosis: bug, output: () => answer(each, bug) }));
			const right = matchesMutant(got, [{ diagnosis: 'right', output: () => answer(each, null) }]) !== null;
			verdicts.push(right ? 'right' : { diagnosis: matchesMutant(got, bugs) });
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [speed];

export const variantSolution = `export function speedUp(after: readonly number[], before: readonly number[], t: number): [number, number, number, boolean] {
	const changes = before.map((time, i) => Math.log(time) - Math.log(after[i] ?? 1));
	const n = changes.length;
	const mean = changes.reduce((sum, x) => sum + x, 0) / n;
	const half = t * Math.sqrt(changes.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1) / n);
	return [Math.exp(mean), Math.exp(mean - half), Math.exp(mean + half), mean - half > 0];
}
`;
