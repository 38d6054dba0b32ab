/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only. */
import type { Check } from '#grading/core/check.ts';
import { generatedCheck } from '#grading/core/check-kit/plain-cases.ts';
import { integerBetween } from '#grading/core/random.ts';
import {
	type Answer,
	BEST_BUGS,
	type BestInput,
	bestOf,
	COST_BUGS,
	type CostInput,
	costOf,
	MAJORITY_BUGS,
	majorityOf,
	VOTE_BUGS,
	type VoteInput,
	voteOf,
} from './reference.hidden.ts';
import { TEXTS } from './texts.ts';

type Random = () => number;

/** Few different digits, so that ties are common; one sample in five gives none. */
function drawAnswers(random: Random, count: number): Answer[] {
	const low = integerBetween(random, 0, 7);
	return Array.from({ length: count }, () => (random() < 0.2 ? null : integerBetween(random, low, low + 2)));
}

const majorities = generatedCheck<readonly Answer[]>({
	id: 'hidden-majorities',
	title: 'Any answers',
	harness: 'majorities',
	name: 'majority',
	make: (random) => drawAnswers(random, integerBetween(random, 1, 9)),
	args: (answers) => answers,
	output: majorityOf,
	bugs: MAJORITY_BUGS,
	otherwise: 'wrong-majority',
	texts: TEXTS,
});

function drawVote(random: Random): VoteInput {
	const k = integerBetween(random, 1, 5);
	const answers = drawAnswers(random, k * integerBetween(random, 2, 6) + integerBetween(random, 0, k - 1));
	const truth = answers.find((answer) => answer !== null) ?? 0;
	return { answers, truth, k };
}

const votes = generatedCheck<VoteInput>({
	id: 'hidden-votes',
	title: 'Groups of any size',
	harness: 'votes',
	name: 'majorityAtK',
	make: drawVote,
	args: ({ answers, truth, k }) => [answers, truth, k],
	output: voteOf,
	bugs: VOTE_BUGS,
	otherwise: 'wrong-vote',
	texts: TEXTS,
});

const bests = generatedCheck<BestInput>({
	id: 'hidden-bests',
	title: 'Rewards of any size',
	harness: 'bests',
	name: 'bestOfN',
	make(random) {
		const count = integerBetween(random, 2, 7);
		const rewards = Array.from({ length: count }, () => integerBetween(random, -3, 0));
		return { replies: Array.from({ length: count }, (_, i) => `reply ${i}`), rewards };
	},
	args: ({ replies, rewards }) => [replies, rewards],
	output: bestOf,
	bugs: BEST_BUGS,
	otherwise: 'wrong-best',
	texts: TEXTS,
});

const costs = generatedCheck<CostInput>({
	id: 'hidden-costs',
	title: 'Any price',
	harness: 'costs',
	name: 'queryCost',
	make: (random) => [integerBetween(random, 2, 64), integerBetween(random, 5, 900), integerBetween(random, 1e4, 1e6), 1 + 9 * random()],
	args: (input) => input,
	output: costOf,
	bugs: COST_BUGS,
	otherwise: 'wrong-cost',
	texts: TEXTS,
});

export const hiddenChecks: readonly Check[] = [majorities, votes, bests, costs];
