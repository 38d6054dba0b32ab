/** Asks a model questions in the chat template, most probable token first, and counts an answer only when all of it is right and it ends. */
import * as tf from '@tensorflow/tfjs';
import { createDecoder, type GptConfig } from 'gradus';
import { ASSISTANT, END, type Instruction, instructionIds, LONGEST_PROMPT, PAD, USER } from '#data/tasks/instructions.ts';

/** Most tokens that a model may answer with. */
const MOST_NEW = 4;

type ModelWeights = ReadonlyMap<string, tf.Tensor>;

export interface Answered {
	readonly question: Instruction;
	/** What the model wrote, its end included where it came. */
	readonly written: readonly number[];
	readonly isRight: boolean;
}

export interface Asked {
	readonly share: number;
	readonly standardError: number;
	readonly answers: readonly Answered[];
}

/** In the chat template; right is the answer and its end. */
export async function askInstructions(config: GptConfig, weights: ModelWeights, questions: readonly Instruction[]): Promise<Asked> {
	const prompts = questions.map(({ prompt }) => [USER, ...prompt, END, ASSISTANT]);
	return judge(questions, await complete(config, weights, { prompts, maxNew: MOST_NEW, stopToken: END }), [END]);
}

/** As a worksheet asks, `# fox owl . last :`; right is the next token. */
export async function askSheets(config: GptConfig, weights: ModelWeights, questions: readonly Instruction[]): Promise<Asked> {
	const [page = 0, colon = 0] = instructionIds('# :');
	const prompts = questions.map(({ prompt }) => [page, ...prompt, colon]);
	return judge(questions, await complete(config, weights, { prompts, maxNew: 1, stopToken: -1 }), []);
}

function judge(questions: readonly Instruction[], answers: readonly (readonly number[])[], end: readonly number[]): Asked {
	const judged = questions.map((question, i) => {
		const written = answers[i] ?? [];
		return { question, written, isRight: written.join() === [...question.answer, ...end].join() };
	});
	const share = judged.filter(({ isRight }) => isRight).length / judged.length;
	return { share, standardError: Math.sqrt((share * (1 - share)) / judged.length), answers: judged };
}

/** How a model goes on where a document ends with a question mark: what the base does with questions. */
export async function continueSheet(
	config: GptConfig,
	weights: ReadonlyMap<string, tf.Tensor>,
	{ prompt }: Instruction,
): Promise<readonly number[]> {
	const [page = 0, mark = 0] = instructionIds('# ?');
	const [written = []] = await complete(config, weights, { prompts: [[page, ...prompt, mark]], maxNew: MOST_NEW, stopToken: -1 });
	return written;
}

interface Unfinished {
	readonly prompts: readonly (readonly number[])[];
	readonly maxNew: number;
	/** −1: none. */
	readonly stopToken: number;
}

/** The most probable tokens behind each prompt. */
async function complete(config: GptConfig, weights: ModelWeights, { prompts, maxNew, stopToken }: Unfinished): Promise<number[][]> {
	const width = Math.max(LONGEST_PROMPT, ...prompts.map(({ length }) => length));
	const decoder = createDecoder({
		config: { ...config, norm: 'layer', position: 'learned', activation: 'gelu' },
		weights,
		maxBatch: prompts.length,
		maxTime: width + maxNew,
	});
	const padded = prompts.map((ids) => [...ids, ...new Array<number>(width - ids.length).fill(PAD)]);
	const tensor = tf.tensor2d(padded, [prompts.length, width], 'int32');
	try {
		const lengths = prompts.map((ids) => ids.length);
		const made = await decoder.generate({ prompts: tensor, lengths, maxNew, seed: 1, stopToken, temperature: 0 });
		return prompts.map((_, row) => Array.from(made.tokens.slice(row * maxNew, row * maxNew + (made.lengths[row] ?? 0))));
	} finally {
		tensor.dispose();
		decoder.dispose();
	}
}
