/** Public checks: they run in the browser at each Ctrl+Enter and again on the server. They compare with stored examples; none computes one. */
import type { Check } from '#grading/core/check.ts';
import { answersOf } from '#grading/core/check-kit/answers.ts';
import { type StoredExamples, storedCheck } from '#grading/core/check-kit/plain-cases.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { BESTS, COSTS, MAJORITIES, VOTES } from './example.ts';
import { readPlan } from './read-plan.ts';
import { textOf } from './texts.ts';

interface Part {
	readonly harness: string;
	readonly name: string;
	readonly examples: StoredExamples;
	readonly otherwise: string;
}

const MAJORITY: Part = { harness: 'majorities', name: 'majority', examples: MAJORITIES, otherwise: 'wrong-majority' };
const VOTE: Part = { harness: 'votes', name: 'majorityAtK', examples: VOTES, otherwise: 'wrong-vote' };
const BEST: Part = { harness: 'bests', name: 'bestOfN', examples: BESTS, otherwise: 'wrong-best' };
const COST: Part = { harness: 'costs', name: 'queryCost', examples: COSTS, otherwise: 'wrong-cost' };

function check(id: string, title: string, part: Part, which: readonly number[]): Check {
	return storedCheck({ id, title, points: 1, ...part, which, textOf });
}

/** What somebody else's plan says is somebody else's, however right it is there. */
const plan: Check = {
	id: 'own-plan',
	title: 'Your budget is spent on your numbers',
	visibility: 'public',
	points: 1,
	async run({ subject, own }) {
		const result = await subject.harness('plans', []);
		const failure = failureOfCall(result, 'ownPlan');
		if (failure !== null) return failure;
		const reading = readPlan(answersOf(result), own);
		return reading === null ? { outcome: 'pass' } : { outcome: 'fail', ...reading };
	},
};

export const checks: readonly Check[] = [
	check('most-votes', 'The most frequent answer wins', MAJORITY, [0, 1]),
	check('no-answer', 'A sample without an answer does not vote', MAJORITY, [2, 3]),
	check('equal-votes', 'Of equals the one seen first wins', MAJORITY, [4, 5]),
	check('groups', 'Samples vote in groups of k', VOTE, [0, 1, 2]),
	check('left-over', 'A group that is not full does not vote', VOTE, [3]),
	check('best', 'The reply with the highest reward comes back', BEST, [0, 1, 2]),
	check('cost', 'Tokens, FLOPs and dollars of a question', COST, [0, 1, 2]),
	plan,
];
