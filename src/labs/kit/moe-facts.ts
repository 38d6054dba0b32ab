/**
 * The facts task for mixture labs: what a preset's config says of table and model, batches as tensors, and how many facts a model recalls.
 * The table belongs to the seed of a run. Refuses nothing: what a config leaves out gets the size of the small preset.
 */
import * as tf from '@tensorflow/tfjs';
import { drawFactBatch, drawFacts, type FactBatch, type Facts, factsInOrder, factToken, factVocabulary } from '#data/tasks/facts.ts';
import type { ModelSpec } from './moe.ts';
import type { MoeGpt } from './moe-gpt.ts';

type Config = Readonly<Record<string, number>>;

const ROWS_AT_ONCE = 256;

/** The mixture that a preset describes. */
export function factSpec(config: Config): ModelSpec {
	const { layers = 1, width = 32, heads = 2, time = 2, experts = 8, hidden = 64, choices = 1 } = config;
	return { layers, width, heads, time, experts, hidden, choices, vocabulary: factVocabulary(factSizes(config)) };
}

function factSizes({ subjects = 64, relations = 64, values = 64 }: Config) {
	return { subjects, relations, values };
}

export function factsOfRun(config: Config, seed: number): Facts {
	return drawFacts(factSizes(config), String(seed));
}

/** The facts of one training step; the caller disposes both. */
export function factStep(facts: Facts, seed: number, step: number, count: number): { tokens: tf.Tensor2D; targets: tf.Tensor1D } {
	return tensorsOf(drawFactBatch(facts, `${seed}/${step}`, count));
}

function tensorsOf({ tokens, targets, count }: FactBatch): { tokens: tf.Tensor2D; targets: tf.Tensor1D } {
	return { tokens: tf.tensor2d(tokens, [count, 2], 'int32'), targets: tf.tensor1d(targets, 'int32') };
}

/** Share of the facts whose value gets the highest score of all tokens. All of them, or the first `count`. */
export async function recallOf(
	gpt: Pick<MoeGpt, 'answer'>,
	facts: Facts,
	count: number = facts.table.length,
	between: () => Promise<void> = async () => {},
): Promise<number> {
	let right = 0;
	for (let from = 0; from < count; from += ROWS_AT_ONCE) {
		const batch = factsInOrder(facts, from, Math.min(count, from + ROWS_AT_ONCE));
		const answers = tf.tidy(() => tf.argMax(gpt.answer(tf.tensor2d(batch.tokens, [batch.count, 2], 'int32')), -1));
		const said = await answers.data();
		answers.dispose();
		right += batch.targets.filter((value, i) => value === said[i]).length;
		await between();
	}
	return right / count;
}

/** The i-th question of a batch as people read it: subject and relation. */
export function factText(facts: Facts, tokens: ArrayLike<number>, i: number): string {
	return [tokens[2 * i], tokens[2 * i + 1]].map((token) => factToken(facts, token ?? 0)).join(' ');
}
