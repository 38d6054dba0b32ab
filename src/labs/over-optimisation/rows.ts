/** Messages out of the flat list that a decoder gives, and their mean worth with its error. Pure. */
import { goldReward, MESSAGE_LENGTH } from '#data/tasks/messages.ts';

export function rowsOfTokens(tokens: ArrayLike<number>): number[][] {
	const all = Array.from(tokens);
	return Array.from({ length: all.length / MESSAGE_LENGTH }, (_, row) => all.slice(row * MESSAGE_LENGTH, (row + 1) * MESSAGE_LENGTH));
}

export interface Worth {
	readonly mean: number;
	readonly standardError: number;
}

/** What messages are truly worth, on average. */
export function worthOf(messages: readonly ArrayLike<number>[]): Worth {
	const worths = messages.map(goldReward);
	const mean = worths.reduce((sum, worth) => sum + worth, 0) / worths.length;
	const variance = worths.reduce((sum, worth) => sum + (worth - mean) ** 2, 0) / Math.max(1, worths.length - 1);
	return { mean, standardError: Math.sqrt(variance / worths.length) };
}
