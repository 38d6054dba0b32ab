/**
 * Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only.
 * All cases of a check travel in one call, which runs in a realm of its own.
 */
import { isTensorValue, type TensorValue, type Value } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { matchesMutant } from '#grading/core/check-kit/mutants.ts';
import { FORWARD, firstDifference } from '#grading/core/check-kit/numbers.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';
import { COUNT_MISTAKES, chances, type Rows, referenceCounts, referenceLoss, referenceShares, SHARE_MISTAKES } from './reference.hidden.ts';
import { textOf, textsOf } from './texts.ts';

const COUNT = 20;
type Random = () => number;

const drawText = (random: Random, length: number, vocabulary: number): number[] =>
	Array.from({ length }, () => integerBetween(random, 0, vocabulary - 1));

/** Rows that sum to one, none of whose entries is very small. */
function drawTable(random: Random, vocabulary: number): Rows {
	return Array.from({ length: vocabulary }, () => {
		const weights = Array.from({ length: vocabulary }, () => 0.05 + random());
		const total = weights.reduce((sum, n) => sum + n, 0);
		return weights.map((n) => n / total);
	});
}

interface Plan<Case> {
	readonly id: string;
	readonly title: string;
	readonly harness: string;
	readonly name: string;
	readonly make: (random: Random) => Case;
	/** Arguments of the learner's function. */
	readonly args: (each: Case) => Value;
	/** What came for this case, out of all that the harness gave. */
	readonly judge: (each: Case, at: number, got: readonly Value[]) => CaseVerdict;
	readonly names: readonly string[];
	readonly otherwise: string;
}

function hiddenCheck<Case>(plan: Plan<Case>): Check {
	return {
		id: plan.id,
		title: plan.title,
		visibility: 'hidden',
		points: 2,
		async run({ subject, random }: CheckContext): Promise<CheckOutcome> {
			const cases = generateCases(COUNT, random, plan.make);
			const result = await subject.harness(plan.harness, [cases.map(plan.args)]);
			const failure = failureOfCall(result, plan.name);
			if (failure !== null || result.status !== 'ok') return failure ?? { outcome: 'pass' };
			const got = Array.isArray(result.value) ? result.value : [];
			const verdicts = cases.map((each, at) => plan.judge(each, at, got));
			return outcomeOfCases(verdicts, { named: textsOf(plan.names), otherwise: { message: textOf(plan.otherwise) } });
		},
	};
}

function verdictOn(
	got: Value | undefined,
	expected: TensorValue,
	mutants: () => { diagnosis: string; output: () => TensorValue }[],
): CaseVerdict {
	if (!isTensorValue(got) || got.shape.join() !== expected.shape.join()) return { diagnosis: null };
	return firstDifference(got, expected, FORWARD) === null ? 'right' : { diagnosis: matchesMutant(got, mutants()) };
}

const anyText = hiddenCheck({
	id: 'any-text',
	title: 'Any text, from two tokens on',
	harness: 'counts',
	name: 'countPairs',
	make: (random) => {
		const vocabulary = integerBetween(random, 2, 9);
		return { text: drawText(random, integerBetween(random, 2, 40), vocabulary), vocabulary };
	},
	args: ({ text, vocabulary }) => [text, vocabulary],
	judge: ({ text, vocabulary }, at, got) =>
		verdictOn(got[at], referenceCounts(text, vocabulary), () =>
			COUNT_MISTAKES.map((diagnosis) => ({ diagnosis, output: () => referenceCounts(text, vocabulary, diagnosis) })),
		),
	names: COUNT_MISTAKES,
	otherwise: 'other-counts',
});

const anyCounts = hiddenCheck({
	id: 'any-counts',
	title: 'Any counts, any smoothing',
	harness: 'shares',
	name: 'probabilities',
	make: (random) => {
		const size = integerBetween(random, 2, 7);
		const counts = Array.from({ length: size }, () => drawText(random, size, 6).map((n) => Math.max(0, n - 2)));
		return { counts, smoothing: [0.01, 0.3, 2, 10][integerBetween(random, 0, 3)] ?? 2 };
	},
	args: ({ counts, smoothing }) => [counts, smoothing],
	judge: ({ counts, smoothing }, at, got) => {
		return verdictOn(got[at], referenceShares(counts, smoothing), () =>
			SHARE_MISTAKES.map((diagnosis) => ({ diagnosis, output: () => referenceShares(counts, smoothing, diagnosis) })),
		);
	},
	names: SHARE_MISTAKES,
	otherwise: 'other-shares',
});

/** Wrong losses by name, from the probabilities and the text alone. */
function nameOfLoss(got: number, table: Rows, text: readonly number[]): string | null {
	const p = chances(table, text);
	const right = referenceLoss(table, text);
	const wrong: Readonly<Record<string, number>> = {
		'loss-in-bits': right / Math.LN2,
		'no-minus-sign': -right,
		'sum-not-mean': right * p.length,
		'divides-by-all-tokens': (right * p.length) / text.length,
		'log-of-mean': -Math.log(p.reduce((sum, n) => sum + n, 0) / p.length),
		'predicts-backwards': referenceLoss(table, text.toReversed()),
	};
	if (!Number.isFinite(got)) return 'product-underflows';
	return Object.entries(wrong).find(([, value]) => Math.abs(value - got) <= 1e-5 * Math.abs(value))?.[0] ?? null;
}

function lossCheck(id: string, title: string, lengths: readonly [number, number]): Check {
	return hiddenCheck({
		id,
		title,
		harness: 'losses',
		name: 'crossEntropy',
		make: (random) => {
			const vocabulary = integerBetween(random, 3, 6);
			return { table: drawTable(random, vocabulary), text: drawText(random, integerBetween(random, ...lengths), vocabulary) };
		},
		args: ({ table, text }) => [table, text],
		judge: ({ table, text }, at, got) => {
			const loss = Number(got[at] ?? Number.NaN);
			const right = referenceLoss(table, text);
			return Math.abs(loss - right) <= 1e-5 * right ? 'right' : { diagnosis: nameOfLoss(loss, table, text) };
		},
		names: [
			'loss-in-bits',
			'no-minus-sign',
			'sum-not-mean',
			'divides-by-all-tokens',
			'log-of-mean',
			'predicts-backwards',
			'product-underflows',
		],
		otherwise: 'other-loss',
	});
}

const anyBytes = hiddenCheck({
	id: 'any-bytes',
	title: 'Any loss, any tokeniser',
	harness: 'bits',
	name: 'bitsPerByte',
	make: (random) => ({ nats: 0.1 + 3 * random(), predicted: integerBetween(random, 1, 500), bytes: integerBetween(random, 600, 5_000) }),
	args: ({ nats, predicted, bytes }) => [nats, predicted, bytes],
	judge: ({ nats, predicted, bytes }, at, got) => {
		const right = (nats * predicted * Math.LOG2E) / bytes;
		const [value, ratio] = [Number(got[at] ?? Number.NaN), predicted / bytes];
		const is = (other: number): boolean => Math.abs(value - other) <= 1e-6 * Math.abs(other);
		if (is(right)) return 'right';
		if (is(right * Math.LN2)) return { diagnosis: 'nats-not-bits' };
		if (is(right * Math.LN2 ** 2)) return { diagnosis: 'times-ln-2' };
		if (is(right / ratio)) return { diagnosis: 'bits-per-token' };
		return { diagnosis: is(right / ratio ** 2) ? 'bytes-per-token-upside-down' : null };
	},
	names: ['nats-not-bits', 'times-ln-2', 'bits-per-token', 'bytes-per-token-upside-down'],
	otherwise: 'other-bits',
});

export const hiddenChecks: readonly Check[] = [
	anyText,
	anyCounts,
	lossCheck('any-table', 'Any table and text', [2, 30]),
	lossCheck('long-texts', 'A text of thousands of tokens', [2_000, 3_000]),
	anyBytes,
];
