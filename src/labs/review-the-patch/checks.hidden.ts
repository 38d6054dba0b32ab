/** Hidden checks: the three promises on generated cases, and the review against the places of the defects. Server only. */
import { isTensorValue, tensorValue, type Value } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { FORWARD, firstDifference } from '#grading/core/check-kit/numbers.ts';
import { hiddenCheck } from '#grading/core/check-kit/public-check.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween, normal } from '#grading/core/random.ts';
import { marksAll, splitFault, stopsNow, weightedMean } from './reference.hidden.ts';
import { TEXTS, textOf } from './texts.ts';

const COUNT = 24;
type Random = () => number;

interface Cases {
	readonly harness: string;
	readonly name: string;
	readonly args: readonly Value[];
	readonly judge: (got: unknown, at: number) => CaseVerdict;
}

async function judgeCases({ subject }: CheckContext, { harness, name, args, judge }: Cases): Promise<CheckOutcome> {
	const result = await subject.harness(harness, [args]);
	const failure = failureOfCall(result, name);
	if (failure !== null || result.status !== 'ok') return failure ?? { outcome: 'pass' };
	const got: readonly unknown[] = Array.isArray(result.value) ? result.value : [];
	const verdicts = args.map((_, at) => judge(got[at], at));
	return outcomeOfCases(verdicts, { named: TEXTS, otherwise: { message: `${name} breaks its promise for some inputs.` } });
}

/** Texts of unequal length, no two tokens alike, so that one that strays is known. */
function makeDocuments(random: Random): { documents: number[][]; time: number; every: number } {
	let next = 0;
	const every = integerBetween(random, 2, 5);
	const documents = Array.from({ length: every * 3 }, () => Array.from({ length: integerBetween(random, 3, 11) }, () => next++));
	return { documents, time: integerBetween(random, 2, 5), every };
}

const split = hiddenCheck('hidden-split', 'What is set aside stays aside', 2, (context) => {
	const cases = generateCases(COUNT, context.random, makeDocuments);
	return judgeCases(context, {
		harness: 'splits',
		name: 'splitDocuments',
		args: cases.map(({ documents, time, every }) => [documents, time, every]),
		judge(got, at) {
			const { documents = [], time = 1, every = 1 } = cases[at] ?? {};
			const sides: unknown = typeof got === 'string' ? JSON.parse(got) : null;
			const side = (name: string): number[] => {
				const windows: unknown = typeof sides === 'object' && sides !== null ? Reflect.get(sides, name) : null;
				return Array.isArray(windows) ? windows.flat().map(Number) : [];
			};
			const fault = splitFault(documents, { train: side('train'), heldOut: side('heldOut') }, time, every);
			return fault === null ? 'right' : { diagnosis: fault };
		},
	});
});

const mean = hiddenCheck('hidden-mean', 'Micro-batches of any size', 2, (context) => {
	const cases = generateCases(COUNT, context.random, (random) => {
		const [size, count] = [integerBetween(random, 1, 4), integerBetween(random, 2, 4)];
		const gradients = Array.from({ length: count }, () => Array.from({ length: size }, () => normal(random)));
		return { gradients, tokens: gradients.map((_, i) => (i === 0 ? 1 : integerBetween(random, 3, 30))) };
	});
	return judgeCases(context, {
		harness: 'gradients',
		name: 'meanGradient',
		args: cases.map(({ gradients, tokens }) => [gradients.map((gradient) => tensorValue(gradient, [gradient.length])), tokens]),
		judge(got, at) {
			const { gradients = [], tokens = [] } = cases[at] ?? {};
			const equals = (expected: number[]): boolean =>
				isTensorValue(got) &&
				got.data.length === expected.length &&
				firstDifference(got, tensorValue(expected, got.shape), FORWARD) === null;
			if (equals(weightedMean(gradients, tokens))) return 'right';
			return { diagnosis: equals(weightedMean(gradients, tokens, 'unweighted-mean')) ? 'unweighted-mean' : null };
		},
	});
});

const stop = hiddenCheck('hidden-stop', 'Losses that zigzag', 2, (context) => {
	const cases = generateCases(COUNT, context.random, (random, index) => {
		const falls = Array.from({ length: integerBetween(random, 2, 5) }, (_, i) => 4 - 0.5 * i);
		const best = falls.at(-1) ?? 4;
		// Above the best, up and down; in every third case the last one beats it.
		const after = Array.from({ length: integerBetween(random, 3, 7) }, (_, i) => best + (i % 2 === 0 ? 0.3 : 0.1) + 0.01 * random());
		const losses = [...falls, ...after, ...(index % 3 === 0 ? [best - 0.1] : [])];
		return { losses, patience: integerBetween(random, 2, 5) };
	});
	return judgeCases(context, {
		harness: 'stops',
		name: 'shouldStop',
		args: cases.map(({ losses, patience }) => [losses, patience]),
		judge(got, at) {
			const { losses = [], patience = 1 } = cases[at] ?? {};
			const expected = stopsNow(losses, patience);
			if (got === expected) return 'right';
			return { diagnosis: expected ? 'waits-for-rises' : 'stops-too-soon' };
		},
	});
});

const places = hiddenCheck('hidden-lines', 'The lines are where the defects were', 2, async ({ subject }) => {
	const result = await subject.call('findings', []);
	const failure = failureOfCall(result, 'findings');
	if (failure !== null || result.status !== 'ok') return failure ?? { outcome: 'pass' };
	const lines = Array.isArray(result.value) ? result.value.map(Number) : [];
	return marksAll(lines) ? { outcome: 'pass' } : { outcome: 'fail', diagnosis: 'wrong-lines', message: textOf('wrong-lines') };
});

export const hiddenChecks: readonly Check[] = [split, mean, stop, places];
