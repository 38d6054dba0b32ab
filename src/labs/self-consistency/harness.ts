/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */
import type { QueryCost } from 'gradus';

type Answer = number | null;

interface Learner {
	majority(answers: readonly Answer[]): Answer;
	majorityAtK(answers: readonly Answer[], truth: number, k: number): number;
	bestOfN(replies: readonly string[], reward: (reply: string) => number): string;
	queryCost(samples: number, tokensEach: number, parameters: number, dollarsPerMillion: number): QueryCost;
	ownPlan(): QueryCost & { readonly samples: number };
}

export function majorities(learner: Learner, cases: readonly (readonly Answer[])[]): Answer[] {
	return cases.map((answers) => learner.majority(answers) ?? null);
}

export function votes(learner: Learner, cases: readonly (readonly [readonly Answer[], number, number])[]): string[] {
	// As text: NaN does not travel as data.
	return cases.map(([answers, truth, k]) => Number(learner.majorityAtK(answers, truth, k)).toFixed(6));
}

/** Replies with the reward of each; a reply is judged by a table of the case. */
export function bests(learner: Learner, cases: readonly (readonly [readonly string[], readonly number[]])[]): string[] {
	return cases.map(([replies, rewards]) => String(learner.bestOfN(replies, (reply) => rewards[replies.indexOf(reply)] ?? 0)));
}

/** Tokens, FLOPs and dollars of each case. */
export function costs(learner: Learner, cases: readonly (readonly [number, number, number, number])[]): number[][] {
	return cases.map((each) => {
		const { tokens, flops, dollars } = learner.queryCost(...each);
		return [tokens, flops, dollars].map(Number);
	});
}

/** Samples, tokens, FLOPs and dollars of the learner's plan, and what their `queryCost` says of a round case. */
export function plans(learner: Learner): number[][] {
	const { samples, tokens, flops, dollars } = learner.ownPlan();
	const round = learner.queryCost(1_000, 1_000, 1_000, 1_000);
	// NaN does not travel as data.
	const numbers = (values: readonly unknown[]): number[] => values.map((value) => (Number.isFinite(value) ? Number(value) : 0));
	return [numbers([samples, tokens, flops, dollars]), numbers([round.tokens, round.flops, round.dollars])];
}
