/**
 * The numbers of lesson 3.1: the family of the lab's "small" preset and two larger models, fitted in several ways; and a family that reads
 * Storyland instead of the almanac. Never bundled.
 */
import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '#data/storyland/random.ts';
import { drawWindows } from '#data/storyland/splits.ts';
import { ALMANAC_BATCH, almanacFloor } from '#data/tasks/almanac.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { almanacPupil } from '../kit/almanac-pupil.ts';
import type { Experiment, ExperimentTools } from '../kit/experiment.ts';
import { createGpt, initialWeights } from '../kit/gpt.ts';
import { MIN_MEASURED_TOKENS, measureLoss } from '../kit/held-out.ts';
import { minimise } from '../kit/minimise.ts';
import { gptRecipe } from '../kit/recipe.ts';
import { type MeasuredRun, predictLoss, type ScalingLaw, scalingStarts } from '../kit/scaling.ts';
import { createTrainingStep } from '../kit/training-step.ts';
import { countWeights, intervalOfE, misfit } from './borrowed.ts';
import { lab } from './lab.ts';
import { familyOf, nonEmbedding, shapeOf } from './plan.ts';

interface Row {
	readonly width: number;
	readonly weights: number;
	readonly blocks: number;
	readonly tokens: number;
	readonly loss: number;
}

/** The models that are predicted: the next size on the longest budget of the family, and on twice as much. */
const NEXT = [
	{ width: 24, steps: 400 },
	{ width: 24, steps: 800 },
] as const;
const DRAWS = 100;

/** The family and then the models that it does not hold. */
export const MEMBERS = [...familyOf(lab.presets['small']?.config ?? {}), ...NEXT];

export async function trainMember({ width, steps }: (typeof MEMBERS)[number], seed: number): Promise<Row> {
	const pupil = almanacPupil({ width, steps, seed });
	for (let step = 0; step < steps; step++) await (await pupil.step(step)).read();
	const { loss } = await pupil.measure(true);
	pupil.dispose();
	return { width, weights: countWeights(shapeOf(width)), blocks: nonEmbedding(width), tokens: steps * ALMANAC_BATCH, loss };
}

type Objective = (theta: readonly number[], runs: readonly MeasuredRun[]) => number;

function fitWith(objective: Objective, runs: readonly MeasuredRun[]): ScalingLaw {
	const found = scalingStarts(runs).map((start) => minimise((theta) => objective(theta, runs), start));
	const [best] = found.toSorted((x, y) => x.value - y.value);
	const law = lawOf(best?.at ?? []);
	return objective === withoutFloor ? { ...law, E: 0 } : law;
}

function lawOf([lnE = 0, lnA = 0, lnB = 0, alpha = 0, beta = 0]: readonly number[]): ScalingLaw {
	return { E: Math.exp(lnE), A: Math.exp(lnA), B: Math.exp(lnB), alpha, beta };
}

const withoutFloor: Objective = ([, ...rest], runs) => misfit([-40, ...rest], runs);
const squares: Objective = (theta, runs) => {
	const law = lawOf(theta);
	return runs.reduce((sum, run) => sum + Math.log(predictLoss(law, run.weights, run.tokens) / run.loss) ** 2, 0) / runs.length;
};

interface Way {
	readonly keeps?: (row: Row) => boolean;
	readonly counts?: (row: Row) => number;
	readonly objective?: Objective;
}

const longest = (rows: readonly Row[]): number => Math.max(...rows.map((row) => row.tokens));

/** One fit of a family, its interval, and what it says of the next models. */
function fitted(
	family: readonly Row[],
	next: readonly Row[],
	{ keeps = () => true, counts = (row) => row.weights, objective = misfit }: Way,
) {
	const run = (row: Row): MeasuredRun => ({ weights: counts(row), tokens: row.tokens, loss: row.loss });
	const runs = family.filter(keeps).map(run);
	const fit = (sample: readonly MeasuredRun[]): ScalingLaw => fitWith(objective, sample);
	const law = fit(runs);
	const interval = intervalOfE(runs, fit, DRAWS, seededRandom('bootstrap'));
	const residuals = runs.map(({ weights, tokens, loss }) => Math.log(predictLoss(law, weights, tokens) / loss));
	const predicted = next.map((row) => predictLoss(law, counts(row), row.tokens));
	return { ...law, interval, worst: Math.max(...residuals.map(Math.abs)), predicted, growth: law.beta / (law.alpha + law.beta) };
}

const almanac: Experiment = {
	about: 'Fifteen models on the almanac and two larger ones; the law fitted in six ways, with what each says of the larger two.',
	seeds: [1, 2, 3],
	async run({ seed, log }) {
		const rows: Row[] = [];
		for (const member of MEMBERS) {
			const row = await trainMember(member, seed);
			rows.push(row);
			log(`width ${member.width} steps ${member.steps}: ${row.loss.toFixed(4)}`);
		}
		return fitEachWay(rows);
	},
};

/** Every way to fit the family, with what it says of the other models. */
export function fitEachWay(rows: readonly Row[]) {
	const [family, next] = [rows.slice(0, -NEXT.length), rows.slice(-NEXT.length)];
	const smallest = Math.min(...family.map((row) => row.width));
	const ways = {
		everything: fitted(family, next, {}),
		withoutSmallest: fitted(family, next, { keeps: (row) => row.width > smallest }),
		oneBudget: fitted(family, next, { keeps: (row) => row.tokens === longest(family) }),
		blocksAlone: fitted(family, next, { counts: (row) => row.blocks }),
		squares: fitted(family, next, { objective: squares }),
		noFloor: fitted(family, next, { objective: withoutFloor }),
	};
	return { floor: almanacFloor(), rows, ways };
}

const STORY = { layers: 1, heads: 4, time: 48, vocabulary: 115, batch: 16 };

async function trainStories({ seed, log }: ExperimentTools): Promise<Row[]> {
	const rows: Row[] = [];
	const members = [8, 16, 24].flatMap((width) => [100, 200, 400].map((steps) => ({ width, steps })));
	for (const { width, steps } of [...members, { width: 32, steps: 400 }]) {
		const config = { ...STORY, width };
		const gpt = createGpt(config, initialWeights(config, seed), causalAttentionHeads);
		const factor = 1.5 * Math.sqrt(64 / width);
		const recipe = { ...gptRecipe, learningRate: (step: number, total: number) => factor * gptRecipe.learningRate(step, total) };
		const training = createTrainingStep({ gpt, recipe, steps, stored: null });
		for (let step = 0; step < steps; step++) {
			const windows = tf.tensor2d(
				drawWindows('train', `${seed}/${width}/${step}`, STORY.batch, STORY.time),
				[STORY.batch, STORY.time],
				'int32',
			);
			await (await training.run(windows, step)).read();
			windows.dispose();
		}
		const { loss } = await measureLoss(gpt.logits, STORY.time, { split: 'visible', seed: 'look', atLeast: MIN_MEASURED_TOKENS });
		training.dispose();
		gpt.dispose();
		const weights = countWeights({ layers: 1, width, time: STORY.time, vocabulary: STORY.vocabulary });
		rows.push({ width, weights, blocks: nonEmbedding(width), tokens: steps * STORY.batch * (STORY.time - 1), loss });
		log(`seed ${seed} Storyland width ${width} steps ${steps}: ${loss.toFixed(4)}`);
	}
	return rows;
}

const storyland: Experiment = {
	about: 'Nine models on Storyland and a larger one: text with few things to learn, and what the law says of it.',
	seeds: [1, 2, 3],
	async run(tools) {
		const rows = await trainStories(tools);
		const [family, next] = [rows.slice(0, -1), rows.slice(-1)];
		return { rows, law: fitted(family, next, {}) };
	},
};

export const experiments: Readonly<Record<string, Experiment>> = { almanac, storyland };
