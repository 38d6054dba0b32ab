/** What a policy writes to problems of three-digit addition, as texts, and the counts that lesson 6.2 looks at. Refuses nothing of its own. */
import {
	ADDITION_MOST_NEW,
	ADDITION_STOP,
	type Addition,
	type AdditionSplit,
	type AdditionStyle,
	additionPrompt,
	additionStyle,
	decodeAddition,
	drawAdditions,
	encodeAddition,
} from '#data/tasks/addition.ts';
import type { Gpt } from './gpt.ts';
import { createPolicy, type SampleOptions } from './policy.ts';

/** The reward of a solution, for example the learner's verifier. */
export type Reward = (problem: Addition, solution: string) => number;

export interface Answer {
	readonly problem: Addition;
	readonly solution: string;
	readonly reward: number;
}

/** Prompts that are decoded together. */
const ROWS = 256;

export interface AskOptions extends SampleOptions {
	/** What the solution is made to begin with, for example '?'. */
	readonly forced?: string;
}

/** One solution for each problem, in their order. */
export async function askAdditions(
	gpt: Pick<Gpt, 'config' | 'params'>,
	problems: readonly Addition[],
	reward: Reward,
	{ forced = '', ...options }: AskOptions,
): Promise<Answer[]> {
	const policy = createPolicy(gpt, { rows: ROWS, maxNew: ADDITION_MOST_NEW, stopToken: ADDITION_STOP });
	try {
		const drawn = await policy.answers(
			problems.map((problem) => encodeAddition(additionPrompt(problem) + forced)),
			options,
		);
		return problems.map((problem, i) => {
			const solution = forced + decodeAddition(drawn[i] ?? []);
			return { problem, solution, reward: reward(problem, solution) };
		});
	} finally {
		policy.dispose();
	}
}

export interface MeasureOptions extends AskOptions {
	readonly split: AdditionSplit;
	/** Which problems. */
	readonly problems: string;
	readonly count: number;
}

/** Problems of a split, asked once each. */
export function measureAdditions(
	gpt: Pick<Gpt, 'config' | 'params'>,
	reward: Reward,
	{ split, problems, count, ...ask }: MeasureOptions,
): Promise<Answer[]> {
	return askAdditions(gpt, drawAdditions(split, problems, count), reward, ask);
}

export interface StyleShare {
	readonly style: AdditionStyle | 'other';
	/** Of all answers. */
	readonly share: number;
	/** Mean reward inside the style; 0 where there is none of it. */
	readonly accuracy: number;
}

const STYLES = ['scratchpad', 'carry-less', 'direct', 'refusal', 'other'] as const;

/** How often each style is written, and how well. */
export function countStyles(answers: readonly Pick<Answer, 'solution' | 'reward'>[]): StyleShare[] {
	return STYLES.map((style) => {
		const own = answers.filter(({ solution }) => additionStyle(solution) === style);
		return { style, share: own.length / Math.max(1, answers.length), accuracy: meanReward(own) };
	});
}

export function meanReward(answers: readonly { readonly reward: number }[]): number {
	return answers.reduce((sum, { reward }) => sum + reward, 0) / Math.max(1, answers.length);
}
