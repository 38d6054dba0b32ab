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
	/** `direct` answers at once, without the token that begins a thought. Default: think. */
	readonly way?: 'think' | 'direct';
	/** Steps of thinking after which the model must answer. Default: as many as it wants. */
	readonly budget?: number;
	/** What a thought becomes when its budget is spent; it ends with `#`. Default: whole steps, then the mark. */
	readonly force?: (thought: string, budget: number) => string;
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
	const { budget, way = 'think', force = cutSteps } = options;
	if (way === 'direct')
		return answerAfter(
			decoder,
			prompts,
			prompts.map(() => '#'),
			options,
		);
	const thinking = prompts.map((prompt) => [...prompt, THINK]);
	if (budget === undefined) {
		const drawn = await draw(decoder, thinking, 3 * most + 3, options);
		return drawn.map(({ tokens, logProbs }) => thoughtOf(tokens, logProbs, tokens.length + 1));
	}
	const drawn =
		budget > 0
			? await draw(decoder, thinking, 3 * Math.min(budget, most) + 1, options)
			: thinking.map(() => ({ tokens: [], logProbs: [] }));
	const told = drawn.map(({ tokens }) => force(chainText(tokens), budget));
	return answerAfter(decoder, thinking, told, { ...options, seed: options.seed + 7_919 });
}

function cutSteps(thought: string, budget: number): string {
	const written = thought.split('#')[0] ?? '';
	return `${written.slice(0, 3 * Math.min(budget, Math.floor(written.length / 3)))}#`;
}

/** Gives each row the text that it goes on from, which ends with `#`, and lets the model write the digit and the end. */
async function answerAfter(
	decoder: Decoder,
	rows: readonly number[][],
	told: readonly string[],
	options: ThinkOptions,
): Promise<Thought[]> {
	const given = told.map(chainTokens);
	const drawn = await draw(
		decoder,
		rows.map((row, i) => [...row, ...(given[i] ?? [])]),
		2,
		options,
	);
	return drawn.map(({ tokens, logProbs }, i) => {
		const before = given[i] ?? [];
		const mode = options.way === 'direct' ? 0 : 1;
		return thoughtOf([...before, ...tokens], [...before.map(() => 0), ...logProbs], before.length + tokens.length + mode);
	});
}

function thoughtOf(written: readonly number[], logProbs: readonly number[], tokens: number): Thought {
	const text = chainText(written);
	const at = written.indexOf(ANSWER);
	const answer = readAnswer(text);
	return { text, answer, tokens, logProb: answer === null ? null : (logProbs[at + 1] ?? null) };
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
