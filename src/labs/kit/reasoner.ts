/**
 * A model of chains at work: answers at once, with all the thinking it wants, or with a budget of steps after which it must answer.
 * Every way returns what was written and how many tokens it cost. Refuses nothing of its own; createDecoder checks shapes.
 */
import * as tf from '@tensorflow/tfjs';
import { ANSWER, type Chain, chainPrompt, chainText, chainTokens, END, PAD, readAnswer, THINK } from '#data/tasks/chains.ts';
import { createDecoder, type Decoder } from '#engine/generate/create-decoder.ts';
import { chainTime } from './chain-rows.ts';
import type { GptConfig } from './gpt-shapes.ts';

export interface Thought {
	/** What the model wrote after the mode token, for example `+52*36-24#4.`. */
	readonly text: string;
	/** The digit behind `#`; null when there is none. */
	readonly answer: number | null;
	/** Tokens that the model drew or was given after the prompt, the mode token included. */
	readonly tokens: number;
	/** Of the answer digit, at temperature 1, in nats; null when there is no answer. */
	readonly logProb: number | null;
}

export interface ThinkOptions {
	/** 0 takes the most probable token. */
	readonly temperature: number;
	readonly seed: number;
	/** Steps of thinking after which `#` is forced; 0 answers at once. Default: as many as it wants. */
	readonly budget?: number;
}

export interface Reasoner {
	/** Operations that its prompt has room for. */
	readonly most: number;
	/** One thought for each chain, in their order. */
	think(chains: readonly Chain[], options: ThinkOptions): Promise<Thought[]>;
	dispose(): void;
}

/** Rows that are decoded together. */
const ROWS = 256;

/** Weights by the names of gptShapes; they stay the caller's and are read anew at each call. */
export function createReasoner(weights: ReadonlyMap<string, tf.Tensor>, config: GptConfig, most: number): Reasoner {
	const decoder = createDecoder({
		config: { ...config, norm: 'layer', position: 'learned', activation: 'gelu' },
		weights,
		maxBatch: ROWS,
		maxTime: chainTime(most),
	});
	return {
		most,
		async think(chains, options) {
			const thoughts: Thought[] = [];
			for (let from = 0; from < chains.length; from += ROWS)
				thoughts.push(...(await thinkRows(decoder, chains.slice(from, from + ROWS), most, { ...options, seed: options.seed + from })));
			return thoughts;
		},
		dispose: () => decoder.dispose(),
	};
}

async function thinkRows(decoder: Decoder, chains: readonly Chain[], most: number, options: ThinkOptions): Promise<Thought[]> {
	const prompts = chains.map((chain) => chainTokens(chainPrompt(chain, most)));
	const { budget = most } = options;
	if (budget <= 0) return answerNow(decoder, prompts, prompts, options);
	const thinking = prompts.map((prompt) => [...prompt, THINK]);
	const isCut = budget < most;
	const drawn = await draw(decoder, thinking, isCut ? 3 * budget : 3 * most + 3, options);
	if (!isCut) return drawn.map((row) => thoughtOf(row.tokens, row.logProbs, 0));
	// Rows that have not come to `#` within the budget are given it.
	const worked = drawn.map(({ tokens }, i) => {
		const at = tokens.indexOf(ANSWER);
		return [...(thinking[i] ?? []), ...(at < 0 ? tokens : tokens.slice(0, at))];
	});
	return answerNow(decoder, prompts, worked, { ...options, seed: options.seed + 7_919 });
}

/** Gives `#` to every row and lets the model write the digit and the end. */
async function answerNow(
	decoder: Decoder,
	prompts: readonly number[][],
	rows: readonly number[][],
	options: ThinkOptions,
): Promise<Thought[]> {
	const asked = rows.map((row) => [...row, ANSWER]);
	const drawn = await draw(decoder, asked, 2, options);
	return drawn.map(({ tokens, logProbs }, i) => {
		const given = (asked[i] ?? []).slice(prompts[i]?.length ?? 0);
		const before = given[0] === THINK ? given.slice(1) : given;
		return thoughtOf([...before, ...tokens], [...before.map(() => 0), ...logProbs], given.length - before.length - 1);
	});
}

/** `beyond`: by how many tokens the cost differs from the written ones and the mode token. */
function thoughtOf(tokens: readonly number[], logProbs: readonly number[], beyond: number): Thought {
	const text = chainText(tokens);
	const at = tokens.indexOf(ANSWER);
	const answer = readAnswer(text);
	return { text, answer, tokens: tokens.length + 1 + beyond, logProb: answer === null ? null : (logProbs[at + 1] ?? null) };
}

interface Drawn {
	readonly tokens: number[];
	readonly logProbs: number[];
}

async function draw(decoder: Decoder, rows: readonly number[][], maxNew: number, { temperature, seed }: ThinkOptions): Promise<Drawn[]> {
	const width = Math.max(...rows.map((row) => row.length));
	const ids = new Int32Array(rows.length * width).fill(PAD);
	for (const [r, row] of rows.entries()) ids.set(row, r * width);
	const prompts = tf.tensor2d(ids, [rows.length, width], 'int32');
	try {
		const lengths = rows.map((row) => row.length);
		const made = await decoder.generate({ prompts, lengths, maxNew, seed, temperature, stopToken: END, padToken: PAD });
		return rows.map((_, r) => {
			const [from, to] = [r * maxNew, r * maxNew + (made.lengths[r] ?? 0)];
			return { tokens: [...made.tokens.subarray(from, to)], logProbs: [...made.logProbs.subarray(from, to)] };
		});
	} finally {
		prompts.dispose();
	}
}

/** Share of chains answered right, and the tokens an answer took on average. */
export function scoreThoughts(
	chains: readonly Chain[],
	thoughts: readonly Thought[],
	answerOf: (chain: Chain) => number,
): { accuracy: number; tokens: number } {
	const right = chains.filter((chain, i) => thoughts[i]?.answer === answerOf(chain)).length;
	return { accuracy: right / chains.length, tokens: thoughts.reduce((sum, { tokens }) => sum + tokens, 0) / thoughts.length };
}
