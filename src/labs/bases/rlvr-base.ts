/**
 * The base of lab 6.2: a GPT that has read a "textbook" of additions until its scratchpad is solid, then a "web" in which good solutions are
 * rare. Decides when the textbook ends: at a criterion, not at a step. Refuses to go on when the criterion is not met in time.
 */
import * as tf from '@tensorflow/tfjs';
import { ADDITION_TIME, ADDITION_VOCABULARY, type AdditionMix, additionAnswer, drawAdditionTexts } from '#data/tasks/addition.ts';
import { compile } from '#engine/compile.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { softmaxCrossEntropy } from '#engine/ops/cross-entropy.ts';
import { adamw } from '#engine/optim/adamw.ts';
import { countStyles, meanReward, measureAdditions, type Reward } from '../kit/addition-policy.ts';
import type { MakeBase } from '../kit/experiment.ts';
import { createGpt, type Gpt, initialWeights } from '../kit/gpt.ts';
import { countParameters, type GptConfig } from '../kit/gpt-shapes.ts';
import { measurePass } from '../kit/grpo-figures.ts';
import { encodeRun } from '../kit/snapshot.ts';

export const BASE_CONFIG: GptConfig = { layers: 2, width: 64, heads: 4, time: ADDITION_TIME, vocabulary: ADDITION_VOCABULARY };

export interface BaseRecipe {
	readonly batch: number;
	readonly rate: number;
	/** Chance that a writer is off by one in a column. */
	readonly slip: number;
	/** Null: no textbook at all. */
	readonly textbook: AdditionMix | null;
	/** The textbook ends once a scratchpad that is begun for the model is right this often (greedy, 200 visible problems), and so many steps later. */
	readonly criterion: number;
	readonly beyond: number;
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
	beyond: 0,
	mostSteps: 2_500,
	web: { scratchpad: 12, 'carry-less': 29, direct: 39, refusal: 20 },
	webSteps: 200,
};

/** Steps between looks at the criterion. */
const LOOK = 50;
const WARMUP = 50;

/** The last token before the stop decides: the format and the number, both exact. A fixed judge, so that no base depends on a learner. */
export const rightAnswer: Reward = (problem, solution) =>
	new RegExp(`^[^#]*#0*${Number(additionAnswer(problem))}\\.$`).test(solution) ? 1 : 0;

export interface MadeBase {
	readonly gpt: Gpt;
	readonly textbookSteps: number;
	readonly steps: number;
}

/** The caller disposes the model. */
export async function trainBase(seed: number, log: (text: string) => void, recipe: BaseRecipe = BASE_RECIPE): Promise<MadeBase> {
	const gpt = createGpt(BASE_CONFIG, initialWeights(BASE_CONFIG, seed), causalAttentionHeads);
	let rate = 0;
	const optimizer = adamw(gpt.params, { learningRate: () => rate, beta2: 0.98, weightDecay: 0.01 });
	const step = compile<[tf.Tensor2D, tf.Tensor2D]>((tokens, mask) => optimizer.minimize(() => lossOf(gpt, tokens, mask)));
	const train = async (at: number, mix: AdditionMix, lr: number): Promise<void> => {
		rate = lr;
		const rows = drawAdditionTexts(`${seed}/${at}`, recipe.batch, mix, recipe.slip);
		const shape: [number, number] = [recipe.batch, ADDITION_TIME];
		const given = [tf.tensor2d(rows.tokens, shape, 'int32'), tf.tensor2d(rows.mask, shape)] as const;
		await (await step(...given)).read();
		tf.dispose([...given]);
	};
	try {
		const textbookSteps = await readTextbook({ gpt, recipe, log, train });
		for (let i = 0; i < recipe.webSteps; i++) {
			const warm = recipe.textbook === null ? Math.min(1, (i + 1) / WARMUP) : 1;
			await train(textbookSteps + i, recipe.web, recipe.rate * warm * (1 - (0.95 * i) / recipe.webSteps));
		}
		return { gpt, textbookSteps, steps: textbookSteps + recipe.webSteps };
	} finally {
		step.dispose();
		optimizer.dispose();
	}
}

interface Textbook {
	readonly gpt: Gpt;
	readonly recipe: BaseRecipe;
	readonly log: (text: string) => void;
	readonly train: (at: number, mix: AdditionMix, rate: number) => Promise<void>;
}

/** Steps that it took. */
async function readTextbook({ gpt, recipe, log, train }: Textbook): Promise<number> {
	if (recipe.textbook === null) return 0;
	let end = recipe.mostSteps;
	let isSolid = false;
	for (let i = 0; i < end; i++) {
		await train(i, recipe.textbook, recipe.rate * Math.min(1, (i + 1) / WARMUP));
		if (isSolid || (i + 1) % LOOK !== 0) continue;
		const forced = await skillOf(gpt, 200, 0);
		log(`step ${i + 1}: a scratchpad that is begun for it is right in ${forced.toFixed(3)}`);
		if (forced < recipe.criterion) continue;
		isSolid = true;
		end = Math.min(end, i + 1 + recipe.beyond);
	}
	if (!isSolid)
		throw new Error(`After ${recipe.mostSteps} steps the scratchpad is still not right in ${recipe.criterion} of the problems.`);
	return end;
}

/** tokens [batch, time]; the loss counts the tokens of solutions. */
function lossOf(gpt: Gpt, tokens: tf.Tensor2D, mask: tf.Tensor2D): tf.Scalar {
	const [batch, time] = tokens.shape;
	const read = tf.slice2d(tokens, [0, 0], [batch, time - 1]);
	const next = [tf.slice2d(tokens, [0, 1], [batch, time - 1]), tf.slice2d(mask, [0, 1], [batch, time - 1])] as const;
	return softmaxCrossEntropy(gpt.logits(read), next[0], next[1]);
}

/** Share of visible problems that are right when the scratchpad's first token is given. */
async function skillOf(gpt: Gpt, count: number, temperature: number): Promise<number> {
	return meanReward(
		await measureAdditions(gpt, rightAnswer, { split: 'visible', problems: 'skill', count, seed: 7, temperature, forced: '?' }),
	);
}

/** What is known of a base: how often it is right, in which styles, and what it could do. */
export async function describeBase(gpt: Gpt): Promise<Readonly<Record<string, unknown>>> {
	const ask = { split: 'visible', problems: 'card', seed: 3 } as const;
	const sampled = await measureAdditions(gpt, rightAnswer, { ...ask, count: 1_000 });
	const greedy = await measureAdditions(gpt, rightAnswer, { ...ask, count: 300, temperature: 0 });
	return {
		accuracy: round(meanReward(sampled)),
		greedy: round(meanReward(greedy)),
		forced: { greedy: round(await skillOf(gpt, 300, 0)), sampled: round(await skillOf(gpt, 300, 1)) },
		styles: countStyles(sampled).map(({ style, share, accuracy }) => ({ style, share: round(share), accuracy: round(accuracy) })),
		passAtK: (await measurePass(gpt, rightAnswer, { problems: 64, samples: 64, ks: [1, 4, 16, 64], seed: 'card' })).map(({ k, share }) => ({
			k,
			share: round(share),
		})),
		examples: sampled.slice(0, 8).map(({ problem, solution }) => `${problem.a}+${problem.b}=${solution}`),
	};
}

export const makeBase: MakeBase = async ({ seed, log }) => {
	const { gpt, textbookSteps, steps } = await trainBase(seed, log);
	try {
		const parameters = countParameters(BASE_CONFIG);
		const tokens = steps * BASE_RECIPE.batch * (ADDITION_TIME - 1);
		const card = { parameters, config: { ...BASE_CONFIG }, recipe: BASE_RECIPE, textbookSteps, steps, flops: 6 * parameters * tokens };
		const measured = await describeBase(gpt);
		const bytes = await encodeRun(gpt.params, null, { lab: 'rlvr-base', preset: 'base', seed }, steps);
		return { bytes, card: { ...card, ...measured } };
	} finally {
		gpt.dispose();
	}
};

function round(value: number): number {
	return Number(value.toFixed(4));
}
