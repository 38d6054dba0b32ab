/** Borrowed: another way to the same votes, for a learner who has not passed lab 7.2. */
import type { QueryCost } from 'gradus';

type Answer = number | null;

/** Sorted by votes; a stable sort leaves equals in the order in which they were seen. */
export function majority(answers: readonly Answer[]): Answer {
	const given = answers.filter((answer) => answer !== null);
	const seen = [...new Set(given)];
	const count = (each: number): number => given.filter((answer) => answer === each).length;
	return seen.toSorted((a, b) => count(b) - count(a))[0] ?? null;
}

export function majorityAtK(answers: readonly Answer[], truth: number, size: number): number {
	const starts = answers.map((_, at) => at).filter((at) => at % size === 0 && at + size <= answers.length);
	const hits = starts.map((at): number => (majority(answers.slice(at, at + size)) === truth ? 1 : 0));
	return hits.reduce((sum, hit) => sum + hit, 0) / hits.length;
}

export function bestOfN(replies: readonly string[], rate: (reply: string) => number): string {
	const rewards = replies.map(rate);
	return replies[rewards.indexOf(Math.max(...rewards))] ?? '';
}

export function queryCost(times: number, each: number, weights: number, price: number): QueryCost {
	return { tokens: times * each, flops: times * each * weights * 2, dollars: times * each * price * 1e-6 };
}

const OWN = { parameters: 61000, tokensEach: 17, dollarsPerMillion: 4.5, budget: 0.00145 };

/** One more sample as long as it is paid for. */
export function ownPlan(): QueryCost & { samples: number } {
	const bill = (times: number): QueryCost => queryCost(times, OWN.tokensEach, OWN.parameters, OWN.dollarsPerMillion);
	let times = 1;
	while (bill(times + 1).dollars <= OWN.budget) times++;
	return { samples: times, ...bill(times) };
}
