/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */
import type { Chain, Example } from 'gradus';

interface Learner {
	trace(chain: Chain): string;
	example(prompt: readonly number[], reply: readonly number[], time: number): Example;
	readAnswer(reply: string): number | null;
}

export function traces(learner: Learner, chains: readonly Chain[]): string[] {
	return chains.map((chain) => learner.trace(chain));
}

export type RowCase = readonly [prompt: readonly number[], reply: readonly number[], time: number];

/** Each row as JSON of its three lists, in the order inputs, targets, mask. */
export function rows(learner: Learner, cases: readonly RowCase[]): string[] {
	return cases.map(([prompt, reply, time]) => {
		const { inputs, targets, mask } = learner.example(prompt, reply, time);
		return JSON.stringify([inputs, targets, mask].map((list) => Array.from(list, Number)));
	});
}

/** NaN does not travel as data, so it goes as text. */
export function answers(learner: Learner, replies: readonly string[]): string[] {
	return replies.map((reply) => String(learner.readAnswer(reply)));
}
