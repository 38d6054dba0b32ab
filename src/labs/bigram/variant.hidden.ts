/** Judges the re-check `reads-once`. Server only; the solution below is the test's proof that the variant can be solved. */
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';

const NAME = 'codeLength';
const TEXTS = {
	otherwise: { message: 'The number of bits differs for some text, vocabulary or smoothing.' },
	named: {
		'counts-before-predicting': 'A token is counted before it is predicted, so the model already knows it.',
		'in-nats': 'These are nats.',
		'mean-not-sum': 'This is the mean of the surprises. The length of the text is their sum.',
		'first-token-skipped': 'The first token is not predicted.',
		'smoothing-below-the-line': 'The shares sum to more than one: the sum of the counts was not raised with them.',
	},
};

interface Case {
	readonly tokens: readonly number[];
	readonly vocabulary: number;
	readonly smoothing: number;
}
interface Change {
	readonly early?: boolean;
	readonly skip?: boolean;
	readonly below?: boolean;
}

/** Surprises in bits, one for each token that is predicted. */
function surprises({ tokens, vocabulary, smoothing }: Case, { early = false, skip = false, below = false }: Change = {}): number[] {
	const seen = new Map<number, number>();
	const bits = tokens.map((token, at) => {
		const extra = early ? 1 : 0;
		const all = at + extra + (below ? smoothing : smoothing * vocabulary);
		const share = ((seen.get(token) ?? 0) + extra + smoothing) / all;
		seen.set(token, (seen.get(token) ?? 0) + 1);
		return -Math.log2(share);
	});
	return skip ? bits.slice(1) : bits;
}

const sum = (values: readonly number[]): number => values.reduce((total, n) => total + n, 0);

function verdictOn(each: Case, got: unknown): CaseVerdict {
	const value = typeof got === 'number' ? got : Number.NaN;
	const is = (other: number): boolean => Math.abs(value - other) <= 1e-6 * Math.max(1, Math.abs(other));
	const right = sum(surprises(each));
	if (is(right)) return 'right';
	const wrong: Readonly<Record<string, number>> = {
		'counts-before-predicting': sum(surprises(each, { early: true })),
		'in-nats': right * Math.LN2,
		'mean-not-sum': right / each.tokens.length,
		'first-token-skipped': sum(surprises(each, { skip: true })),
		'smoothing-below-the-line': sum(surprises(each, { below: true })),
	};
	return { diagnosis: Object.entries(wrong).find(([, other]) => is(other))?.[0] ?? null };
}

function makeCase(random: () => number): Case {
	const vocabulary = integerBetween(random, 2, 8);
	const tokens = Array.from({ length: integerBetween(random, 3, 40) }, () => integerBetween(random, 0, vocabulary - 1));
	return { tokens, vocabulary, smoothing: [0.1, 0.5, 1, 3][integerBetween(random, 0, 3)] ?? 1 };
}

const readsOnce: Check = {
	id: 'reads-once',
	title: 'Bits of any text, predicted before it is counted',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const each of generateCases(20, random, makeCase)) {
			const result = await subject.call(NAME, [each.tokens, each.vocabulary, each.smoothing]);
			const failure = failureOfCall(result, NAME);
			if (failure !== null) return failure;
			verdicts.push(verdictOn(each, result.status === 'ok' ? result.value : null));
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [readsOnce];

export const variantSolution = `export function codeLength(tokens: readonly number[], vocabulary: number, smoothing: number): number {
	const counts = Array<number>(vocabulary).fill(0);
	let bits = 0;
	tokens.forEach((token, read) => {
		const share = ((counts[token] ?? 0) + smoothing) / (read + smoothing * vocabulary);
		bits -= Math.log2(share);
		counts[token] = (counts[token] ?? 0) + 1;
	});
	return bits;
}
`;
