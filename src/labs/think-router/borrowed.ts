/** Borrowed: another way to the same choices, for a learner who has not passed lab 7.4. */
import type { Way } from 'gradus';

export function confidence(scores: readonly number[]): number {
	const top = scores.reduce((a, b) => Math.max(a, b));
	const powers = scores.map((score) => Math.exp(score - top));
	return Math.max(...powers) / powers.reduce((a, b) => a + b);
}

/** Takes the least sure of what is left, one at a time, while there is money. */
export function route(sure: readonly number[], direct: number, think: number, budget: number): boolean[] {
	const thinks = sure.map(() => false);
	let money = (budget - direct) * sure.length;
	while (money >= think && thinks.includes(false)) {
		const left = sure.map((each, i) => (thinks[i] === true ? Number.POSITIVE_INFINITY : each));
		thinks[left.indexOf(Math.min(...left))] = true;
		money -= think;
	}
	return thinks;
}

export function coinAccuracy(never: Way, always: Way, spent: number): number {
	if (spent <= never.tokens) return never.accuracy;
	if (spent >= always.tokens) return always.accuracy;
	const left = (always.tokens - spent) / (always.tokens - never.tokens);
	return left * never.accuracy + (1 - left) * always.accuracy;
}
