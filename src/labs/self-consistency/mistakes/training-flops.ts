// diagnosis: training-flops
import type { QueryCost } from 'gradus';

/** The answer that most samples gave; of equals the one that was seen first. Null when no sample answered. */
export function majority(answers: readonly (number | null)[]): number | null {
	const votes = new Map<number, number>();
	for (const answer of answers) {
		if (answer !== null) votes.set(answer, (votes.get(answer) ?? 0) + 1);
	}
	let winner: number | null = null;
	// A Map keeps the order in which answers were first seen.
	for (const [answer, count] of votes) {
		if (winner === null || count > (votes.get(winner) ?? 0)) winner = answer;
	}
	return winner;
}

/** How often a vote of k samples is right: the samples in groups of k, one vote a group; what is left over does not vote. */
export function majorityAtK(answers: readonly (number | null)[], truth: number, k: number): number {
	const groups = Math.floor(answers.length / k);
	let right = 0;
	for (let g = 0; g < groups; g++) {
		if (majority(answers.slice(g * k, (g + 1) * k)) === truth) right += 1;
	}
	return right / groups;
}

/** The reply with the highest reward; of equals the first. */
export function bestOfN(replies: readonly string[], reward: (reply: string) => number): string {
	let best = 0;
	for (let i = 1; i < replies.length; i++) {
		if (reward(replies[i] ?? '') > reward(replies[best] ?? '')) best = i;
	}
	return replies[best] ?? '';
}

/** What n samples of a question cost, at two FLOPs for each parameter and token. */
export function queryCost(samples: number, tokensEach: number, parameters: number, dollarsPerMillion: number): QueryCost {
	const tokens = samples * tokensEach;
	return { tokens, flops: 6 * parameters * tokens, dollars: (tokens / 1_000_000) * dollarsPerMillion };
}

/** The numbers of your task. */
const OWN = { parameters: 61000, tokensEach: 17, dollarsPerMillion: 4.5, budget: 0.00145 };

/** The most samples of one question that your budget pays for, with what they cost. */
export function ownPlan(): QueryCost & { samples: number } {
	const { tokensEach, parameters, dollarsPerMillion, budget } = OWN;
	const one = queryCost(1, tokensEach, parameters, dollarsPerMillion);
	const samples = Math.floor(budget / one.dollars);
	return { samples, ...queryCost(samples, tokensEach, parameters, dollarsPerMillion) };
}
