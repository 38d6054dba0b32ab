/** The numbers of lesson 2.3: three ways to know order, trained on short windows and measured on long ones. Never bundled. */
import * as tf from '@tensorflow/tfjs';
import type { Experiment } from '#labs/kit/experiment.ts';
import { initialWeights } from '#labs/kit/gpt.ts';
import { createGptOf, drawAnywhere, lossByStretch, type PositionKind, surpriseByPosition } from '#labs/kit/positions.ts';
import { gptRecipe } from '#labs/kit/recipe.ts';
import { createTrainingStep } from '#labs/kit/training-step.ts';
import { ropeAttention } from '#labs/rope/solution.ts';

const BASE = 10_000;
const [TRAINED, LONG, WINDOWS] = [32, 128, 256];
const KINDS: readonly PositionKind[] = ['learned', 'rope', 'none'];

interface Plan {
	readonly layers: number;
	readonly heads: number;
	readonly batch: number;
	readonly steps: number;
}
/** As the presets of the lab. */
const SMALL: Plan = { layers: 2, heads: 4, batch: 16, steps: 400 };
const TINY: Plan = { layers: 1, heads: 2, batch: 8, steps: 120 };
/** Ends of the stretches that the table gives, and of the finer ones that the figure draws. */
const COARSE = [15, 31, 63, 127];
const FINE = Array.from({ length: 16 }, (_, i) => 8 * i + 7);

async function measure(kind: PositionKind, { layers, heads, batch, steps }: Plan, seed: number, log: (text: string) => void) {
	const config = { layers, width: 32, heads, time: LONG, vocabulary: 115 };
	const gpt = createGptOf(kind, config, initialWeights(config, seed), (q, k, v) => ropeAttention(q, k, v, BASE));
	const training = createTrainingStep({ gpt, recipe: gptRecipe, steps, stored: null });
	const started = performance.now();
	for (let step = 0; step < steps; step++) {
		const windows = tf.tensor2d(drawAnywhere('train', `${seed}/${step}`, batch, TRAINED), [batch, TRAINED], 'int32');
		const loss = await training.run(windows, step);
		if (step % 200 === 199) log(`${kind}, step ${step + 1}: ${(await loss.read()).toFixed(3)}`);
		windows.dispose();
	}
	const seconds = (performance.now() - started) / 1_000;
	const rows = await surpriseByPosition(gpt.logits, drawAnywhere('visible', 'lesson', WINDOWS, LONG), LONG);
	const parameters = [...gpt.params.values()].reduce((sum, { size }) => sum + size, 0);
	training.dispose();
	gpt.dispose();
	return { kind, parameters, seconds, coarse: lossByStretch(rows, COARSE), fine: lossByStretch(rows, FINE).map(({ loss }) => loss) };
}

async function compare(plan: Plan, seed: number, log: (text: string) => void) {
	const models = [];
	for (const kind of KINDS) models.push(await measure(kind, plan, seed, log));
	return { trained: TRAINED, long: LONG, ...plan, windows: WINDOWS, base: BASE, models };
}

const length: Experiment = {
	about: `Loss by position, up to ${LONG}, of GPTs of two layers that trained on windows of ${TRAINED} tokens: learned positions, RoPE, none.`,
	seeds: [1, 2, 3],
	run: ({ seed, log }) => compare(SMALL, seed, log),
};

const early: Experiment = {
	about: 'The same with one layer, after 120 steps: who learns faster.',
	seeds: [1, 2, 3],
	run: ({ seed, log }) => compare(TINY, seed, log),
};

export const experiments: Readonly<Record<string, Experiment>> = { length, early };
