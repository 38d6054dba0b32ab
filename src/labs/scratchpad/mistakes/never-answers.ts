// diagnosis: never-answers
import type { Chain, Example } from 'gradus';

const PAD = 17;

/** `7+5*3-2=` → `+52*36-24#4.`: each step copies its operation and adds the value it leads to, modulo 10. */
export function trace({ start, operations }: Chain): string {
	let value = start;
	let text = '';
	for (const { sign, digit } of operations) {
		if (sign === '+') value += digit;
		if (sign === '-') value += 10 - digit; // never below zero
		if (sign === '*') value *= digit;
		value %= 10;
		text += `${sign}${digit}${value}`;
	}
	return `${text}#${value}.`;
}

/** One row for training, three lists of time − 1 numbers: what is read, what comes next, and whether the loss counts it. */
export function example(prompt: readonly number[], reply: readonly number[], time: number): Example {
	const row = [...prompt, ...reply];
	const padded = [...row, ...new Array<number>(time - row.length).fill(PAD)];
	const targets = padded.slice(1);
	// targets[i] stands at place i + 1 of the row.
	const mask = targets.map((_, i) => (i + 1 >= prompt.length && i + 1 < row.length ? 1 : 0));
	return { inputs: padded.slice(0, -1), targets, mask };
}

/** The digit right behind the first `#`, or null where there is none. */
export function readAnswer(reply: string): number | null {
	return reply.startsWith('#=') ? 0 : null;
}
