/**
 * Lab 7.2: many answers to one question. Nothing is trained here: the model is given, and you spend its tokens.
 */
import type { QueryCost } from 'gradus';

/** The answer that most samples gave. An answer is a digit, or null where the model gave none. */
export function majority(answers: readonly (number | null)[]): number | null {
	return answers[0] ?? null;
}

/** How often a vote of k samples is right. */
export function majorityAtK(answers: readonly (number | null)[], truth: number, _k: number): number {
	return majority(answers) === truth ? 1 : 0;
}

/** The reply that a verifier likes best. */
export function bestOfN(replies: readonly string[], _reward: (reply: string) => number): string {
	return replies[0] ?? '';
}

/** Tokens, FLOPs and dollars of a question that is asked `samples` times. */
export function queryCost(_samples: number, tokensEach: number, _parameters: number, _dollarsPerMillion: number): QueryCost {
	return { tokens: tokensEach, flops: 0, dollars: 0 };
}

/** The numbers of your task. */
const OWN = { parameters: 61000, tokensEach: 17, dollarsPerMillion: 4.5, budget: 0.00145 };

/** The most samples of one question that your budget pays for, with what they cost. */
export function ownPlan(): QueryCost & { samples: number } {
	const samples = 1;
	return { samples, ...queryCost(samples, OWN.tokensEach, OWN.parameters, OWN.dollarsPerMillion) };
}
