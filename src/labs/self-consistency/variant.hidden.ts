/** Judges the re-check `weighted`. Server only; the solution below is the test's proof that the variant can be solved. */
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { type CaseTexts, type CaseVerdict, generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';

const NAME = 'weightedVote';
const BUGS = ['counts', 'first-of-equals', 'empty-votes', 'never-abstains', 'share-of-votes', 'strictly-more'];
type Bug = string | null;

const TEXTS: CaseTexts = {
	otherwise: { message: 'The winner differs for some answers or weights.' },
	named: {
		counts: 'The samples are counted, their weights are not.',
		'first-of-equals': 'Of answers with equal sums the one seen first wins.',
		'empty-votes': 'An empty answer collects weight.',
		'never-abstains': 'An answer comes back although its share is too small.',
		'share-of-votes': 'The share is taken of the weights that voted, not of all.',
		'strictly-more': 'An answer with exactly the least share does not come back.',
	},
};

interface Case {
	readonly answers: readonly string[];
	readonly weights: readonly number[];
	readonly least: number;
}

function makeCase(random: () => number): Case {
	const count = integerBetween(random, 1, 8);
	const answers = Array.from({ length: count }, () => ['', 'a', 'b', 'c'][integerBetween(random, 0, 3)] ?? '');
	const weights = answers.map(() => integerBetween(random, 1, 4));
	return { answers, weights, least: integerBetween(random, 1, 3) / 4 };
}

function winnerOf({ answers, weights, least }: Case, bug: Bug): string | null {
	const sums = new Map<string, number>();
	for (const [i, answer] of answers.entries()) {
		if (answer === '' && bug !== 'empty-votes') continue;
		sums.set(answer, (sums.get(answer) ?? 0) + (bug === 'counts' ? 1 : (weights[i] ?? 0)));
	}
	const most = Math.max(...sums.values());
	const best = [...sums].filter(([, sum]) => sum === most).map(([answer]) => answer);
	// Seen last: the one whose last sample comes last.
	const ordered = best.toSorted((a, b) => answers.lastIndexOf(a) - answers.lastIndexOf(b));
	const winner = bug === 'first-of-equals' ? best[0] : ordered.at(-1);
	const voted = weights.filter((_, i) => answers[i] !== '' || bug !== 'share-of-votes');
	const all = voted.reduce((sum, weight) => sum + weight, 0);
	if (winner === undefined) return null;
	if (bug === 'never-abstains') return winner;
	return (bug === 'strictly-more' ? most > least * all : most >= least * all) ? winner : null;
}

const weighted: Check = {
	id: 'weighted',
	title: 'Any answers and weights',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }): Promise<CheckOutcome> {
		const verdicts: CaseVerdict[] = [];
		for (const each of generateCases(40, random, makeCase)) {
			const result = await subject.call(NAME, [each.answers, each.weights, each.least]);
			const failure = failureOfCall(result, NAME);
			if (failure !== null) return failure;
			const got = result.status === 'ok' ? result.value : null;
			const isRight = got === winnerOf(each, null);
			verdicts.push(isRight ? 'right' : { diagnosis: BUGS.find((bug) => winnerOf(each, bug) === got) ?? null });
		}
		return outcomeOfCases(verdicts, TEXTS);
	},
};

export const variantChecks: readonly Check[] = [weighted];

export const variantSolution = `export function weightedVote(answers: readonly string[], weights: readonly number[], least: number): string | null {
	const sums = new Map<string, number>();
	let all = 0;
	for (const [i, answer] of answers.entries()) {
		const weight = weights[i] ?? 0;
		all += weight;
		if (answer === '') continue;
		const before = sums.get(answer) ?? 0;
		sums.delete(answer); // set again at the end: the order is that of the last sample
		sums.set(answer, before + weight);
	}
	let winner: string | null = null;
	for (const [answer, sum] of sums) if (winner === null || sum >= (sums.get(winner) ?? 0)) winner = answer;
	return winner !== null && (sums.get(winner) ?? 0) >= least * all ? winner : null;
}
`;
