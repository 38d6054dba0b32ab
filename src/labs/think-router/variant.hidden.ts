/** Judges the re-check `three-ways`. Server only; the solution below is the test's proof that the variant can be solved. */
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';

const NAME = 'plan';
const BUGS = ['by-gain', 'stops', 'over-budget', 'gives-losses', 'lowest-first', 'long-only'];

const TEXTS: CaseTexts = {
	otherwise: { message: 'The plan differs for some gains or budgets.' },
	named: {
		'by-gain': 'The gifts are sorted by gain, not by gain for each token.',
		stops: 'The first gift that does not fit ends the giving.',
		'over-budget': 'More tokens are spent than there are.',
		'gives-losses': 'A gift with a gain of 0 or less is given.',
		'lowest-first': 'The gifts with the lowest rates are given first.',
		'long-only': 'No short thought is ever given.',
	},
};

interface Case {
	readonly gains: readonly (readonly [number, number])[];
	readonly short: number;
	readonly long: number;
	readonly tokens: number;
}

function makeCase(random: () => number): Case {
	const gain = (): number => integerBetween(random, -10, 60) / 100;
	const gains = Array.from({ length: integerBetween(random, 2, 7) }, () => [gain(), gain() + 0.1] as const);
	const [short, long] = [integerBetween(random, 3, 6), integerBetween(random, 9, 14)];
	return { gains, short, long, tokens: integerBetween(random, 4, 50) };
}

function planOf({ gains, short, long, tokens }: Case, bug: string | null): string {
	const gifts = gains.flatMap(([small, large], question) => [
		{ question, size: 1, gain: small, cost: short },
		{ question, size: 2, gain: large, cost: long },
	]);
	const rate = ({ gain, cost }: (typeof gifts)[number]): number => (bug === 'by-gain' ? gain : gain / cost);
	gifts.sort((a, b) => (bug === 'lowest-first' ? rate(a) - rate(b) : rate(b) - rate(a)));
	const given = gains.map(() => 0);
	let left = tokens;
	for (const { question, size, gain, cost } of gifts) {
		if ((gain <= 0 && bug !== 'gives-losses') || given[question] !== 0 || (bug === 'long-only' && size === 1)) continue;
		if (cost > left && bug === 'stops') break;
		if (cost > left && bug !== 'over-budget') continue;
		if (left <= 0) break;
		left -= cost;
		given[question] = size;
	}
	return JSON.stringify(given);
}

const threeWays: Check = {
	id: 'three-ways',
	title: 'Any gains and budgets',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const each of generateCases(32, random, makeCase)) {
			const result = await subject.call(NAME, [each.gains, each.short, each.long, each.tokens]);
			const failure = failureOfCall(result, NAME);
			if (failure !== null) return failure;
			const got = JSON.stringify(result.status === 'ok' ? result.value : null);
			verdicts.push(got === planOf(each, null) ? 'right' : { diagnosis: BUGS.find((bug) => planOf(each, bug) === got) ?? null });
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [threeWays];

export const variantSolution = `export function plan(gains: readonly (readonly [number, number])[], short: number, long: number, tokens: number): number[] {
	const gifts = gains.flatMap(([small, large], question) => [
		{ question, size: 1, gain: small, cost: short },
		{ question, size: 2, gain: large, cost: long },
	]);
	gifts.sort((a, b) => b.gain / b.cost - a.gain / a.cost); // stable: equals stay in order
	const given = gains.map(() => 0);
	let left = tokens;
	for (const { question, size, gain, cost } of gifts) {
		if (gain <= 0 || given[question] !== 0 || cost > left) continue;
		given[question] = size;
		left -= cost;
	}
	return given;
}
`;
