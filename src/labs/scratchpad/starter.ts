/**
 * Lab 7.1: three functions that decide how a model learns to think. The kit draws problems, trains and measures.
 */
import type { Chain, Example } from 'gradus';

const PAD = 17; // the token that fills a row up

/**
 * What the model writes behind the token T. A chain is { start: 7, operations: [{ sign: '+', digit: 5 }, { sign: '*', digit: 3 }] };
 * it is worked from left to right, modulo 10.
 */
export function trace(_chain: Chain): string {
	return '#0.';
}

/** One row for training. `prompt` and `reply` are token ids; the three lists have time − 1 numbers each. */
export function example(prompt: readonly number[], reply: readonly number[], time: number): Example {
	const row = [...prompt, ...reply];
	while (row.length < time - 1) row.push(PAD);
	return { inputs: row, targets: row, mask: row.map(() => 1) };
}

/** The model's answer in what it wrote, or null. */
export function readAnswer(reply: string): number | null {
	return reply.includes('#') ? 0 : null;
}
