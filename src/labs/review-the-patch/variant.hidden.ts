/** Judges the re-check `evaluation`. Server only; the solution below is the test's proof that the variant can be solved. */
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';

const CLOSE = 1e-6;
const TEXTS: CaseTexts = {
	otherwise: { message: 'A result differs for some inputs.' },
	named: {
		'mean-of-exponentials': 'The perplexity is a mean of exponentials, not the exponential of a mean.',
		'with-replacement': 'The tries are counted as if each answer were put back.',
	},
};

interface Case {
	readonly name: 'perplexity' | 'bestOf';
	readonly args: readonly [readonly number[], readonly number[] | number];
	readonly expected: number;
	readonly wrong: number;
}

function makeCase(random: () => number, index: number): Case {
	return index % 2 === 0 ? perplexityCase(random) : bestCase(random);
}

function perplexityCase(random: () => number): Case {
	const tokens = Array.from({ length: integerBetween(random, 2, 4) }, () => integerBetween(random, 1, 40));
	const losses = tokens.map((_, i) => 0.5 + i + random());
	const total = tokens.reduce((a, b) => a + b, 0);
	const mean = (of: (loss: number) => number): number => losses.reduce((sum, loss, i) => sum + of(loss) * (tokens[i] ?? 0), 0) / total;
	return { name: 'perplexity', args: [losses, tokens], expected: Math.exp(mean((loss) => loss)), wrong: mean(Math.exp) };
}

function bestCase(random: () => number): Case {
	const scores = Array.from({ length: integerBetween(random, 4, 9) }, () => (random() < 0.4 ? 1 : 0));
	const tries = integerBetween(random, 2, 4);
	const misses = scores.filter((score) => score === 0).length;
	let allMiss = 1;
	for (let i = 0; i < tries; i++) allMiss *= Math.max(0, misses - i) / (scores.length - i);
	return { name: 'bestOf', args: [scores, tries], expected: 1 - allMiss, wrong: 1 - (misses / scores.length) ** tries };
}

const evaluation: Check = {
	id: 'evaluation',
	title: 'Any batches, any scores',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const { name, args, expected, wrong } of generateCases(24, random, makeCase)) {
			const result = await subject.call(name, args);
			const failure = failureOfCall(result, name);
			if (failure !== null) return failure;
			const got = result.status === 'ok' && typeof result.value === 'number' ? result.value : Number.NaN;
			const isNamed = Math.abs(got - wrong) < CLOSE;
			const named = name === 'perplexity' ? 'mean-of-exponentials' : 'with-replacement';
			verdicts.push(Math.abs(got - expected) < CLOSE ? 'right' : { diagnosis: isNamed ? named : null });
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [evaluation];

export const variantSolution = `export function perplexity(losses: number[], tokens: number[]): number {
	const total = tokens.reduce((a, b) => a + b, 0);
	return Math.exp(losses.reduce((sum, loss, i) => sum + (loss * (tokens[i] ?? 0)) / total, 0));
}

export function bestOf(scores: number[], tries: number): number {
	const misses = scores.filter((score) => score === 0).length;
	let allMiss = 1;
	for (let i = 0; i < tries; i++) allMiss *= Math.max(0, misses - i) / (scores.length - i); // none is put back
	return 1 - allMiss;
}
`;
