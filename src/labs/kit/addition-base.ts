/**
 * Makes a base for lab 6.2: a GPT that reads a "textbook" of additions until its scratchpad is solid, then a "web" in which good solutions are
 * rare. The textbook ends at a criterion, not at a step. Refuses to go on when the criterion is not met in time.
 */
import * as tf from '@tensorflow/tfjs';
import { ADDITION_TIME, type AdditionMix, additionAnswer, drawAdditionTexts } from '#data/tasks/addition.ts';
import { compile } from '#engine/compile.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { softmaxCrossEntropy } from '#engine/ops/cross-entropy.ts';
import { adamw } from '#engine/optim/adamw.ts';
import { meanReward, measureAdditions, type Reward } from './addition-policy.ts';
import { createGpt, type Gpt, initialWeights } from './gpt.ts';
import type { GptConfig } from './gpt-shapes.ts';

export interface BaseRecipe {
	readonly batch: number;
	readonly rate: number;
	/** Chance that a writer is off by one in a column. */
	readonly slip: number;
	/** Null: no textbook at all. */
	readonly textbook: AdditionMix | null;
	/** The textbook ends once a scratchpad that is begun for the model is right this often (greedy, 200 visible problems). */
	readonly criterion: number;
	readonly mostSteps: number;
	readonly web: AdditionMix;
	readonly webSteps: number;
}

export const BASE_RECIPE: BaseRecipe = {
	batch: 64,
	rate: 2e-3,
	slip: 0.02,
	textbook: { scratchpad: 70, 'carry-less': 15, direct: 10, refusal: 5 },
	criterion: 0.97,
	mostSteps: 2_500,
	web: { scratchpad: 12, 'carry-less': 29, direct: 39, refusal: 20 },
	webSteps: 200,
};

/** Steps between looks at the criterion. */
const LOOK = 50;
const WARMUP = 50;

/** Only for texts that were begun as a scratchpad, which hold one answer. */
const endsRight: Reward = (problem, solution) => (solution.endsWith(`#${additionAnswer(problem)}.`) ? 1 : 0);

export interface BaseTraining {
	readonly seed: number;
	readonly config: GptConfig;
	readonly recipe?: BaseRecipe;
	readonly log: (text: string) => void;
	/** Awaited after each step. A throw ends the training. */
	readonly breathe?: () => Promise<void>;
}

export interface MadeBase {
	readonly gpt: Gpt;
	readonly textbookSteps: number;
	readonly steps: number;
}

type TrainStep = (at: number, mix: AdditionMix, rate: number) => Promise<void>;

/** The caller disposes the model. */
export async function trainAdditionBase({ seed, config, recipe = BASE_RECIPE, log, breathe }: BaseTraining): Promise<MadeBase> {
	const gpt = createGpt(config, initialWeights(config, seed), causalAttentionHeads);
	let rate = 0;
	const optimizer = adamw(gpt.params, { learningRate: () => rate, beta2: 0.98, weightDecay: 0.01 });
	const step = compile<[tf.Tensor2D, tf.Tensor2D]>((tokens, mask) => optimizer.minimize(() => lossOf(gpt, tokens, mask)));
	const train: TrainStep = async (at, mix, lr) => {
		rate = lr;
		const rows = drawAdditionTexts(`${seed}/${at}`, recipe.batch, mix, recipe.slip);
		const shape: [number, number] = [recipe.batch, ADDITION_TIME];
		const given = [tf.tensor2d(rows.tokens, shape, 'int32'), tf.tensor2d(rows.mask, shape)] as const;
		await (await step(...given)).read();
		tf.dispose([...given]);
		await breathe?.();
	};
	try {
		const textbookSteps = await readTextbook(gpt, recipe, train, log);
		for (let i = 0; i < recipe.webSteps; i++) {
			const warm = recipe.textbook === null ? Math.min(1, (i + 1) / WARMUP) : 1;
			await train(textbookSteps + i, recipe.web, recipe.rate * warm * (1 - (0.95 * i) / recipe.webSteps));
		}
		return { gpt, textbookSteps, steps: textbookSteps + recipe.webSteps };
	} catch (error) {
		gpt.dispose();
		throw error;
	} finally {
		step.dispose();
		optimizer.dispose();
	}
}

/** Steps that it took. */
async function readTextbook(gpt: Gpt, recipe: BaseRecipe, train: TrainStep, log: (text: string) => void): Promise<number> {
	if (recipe.textbook === null) return 0;
	for (let i = 0; i < recipe.mostSteps; i++) {
		await train(i, recipe.textbook, recipe.rate * Math.min(1, (i + 1) / WARMUP));
		if ((i + 1) % LOOK !== 0) continue;
		const skill = await forcedSkill(gpt, { count: 200, temperature: 0 });
		log(`Textbook, step ${i + 1}: a scratchpad that is begun for the model is right in ${skill.toFixed(3)}.`);
		if (skill >= recipe.criterion) return i + 1;
	}
	throw new Error(`After ${recipe.mostSteps} steps the scratchpad is still not right in ${recipe.criterion} of the problems.`);
}

/** tokens [batch, time]; the loss counts the tokens of solutions. */
function lossOf(gpt: Gpt, tokens: tf.Tensor2D, mask: tf.Tensor2D): tf.Scalar {
	const [batch, time] = tokens.shape;
	const read = tf.slice2d(tokens, [0, 0], [batch, time - 1]);
	const [next, counted] = [tf.slice2d(tokens, [0, 1], [batch, time - 1]), tf.slice2d(mask, [0, 1], [batch, time - 1])];
	return softmaxCrossEntropy(gpt.logits(read), next, counted);
}

/** Share of visible problems that are right when the scratchpad's first token is given. */
export async function forcedSkill(gpt: Gpt, { count, temperature }: { count: number; temperature: number }): Promise<number> {
	const ask = { split: 'visible', problems: 'skill', seed: 7, forced: '?' } as const;
	return meanReward(await measureAdditions(gpt, endsRight, { ...ask, count, temperature }));
}
