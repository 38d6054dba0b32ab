/**
 * The runs behind lesson 6.3: accuracy over steps for questions that share nothing, that share the network, that share their answers, and that are
 * all equally hard. `npm run recipes -- rlvr-scaling <name>`. Chances are read from the model, not sampled. Never bundled.
 */
import { z } from 'zod';
import * as solution from '#labs/grpo/solution.ts';
import { fitLine, sigmoid, straightRange } from '#labs/rlvr-scaling/solution.ts';
import type { Experiment } from '../kit/experiment.ts';
import { gptConfigOf } from '../kit/gpt-shapes.ts';
import { passAtK } from '../kit/pass-at-k.ts';
import { trainQuizBase } from '../kit/quiz-base.ts';
import { chancesOf, copyWeights, countRight, meanOf } from '../kit/quiz-policy.ts';
import { createQuizRun, quizOf } from '../kit/quiz-run.ts';
import { type CurvePoint, fitRise, looksUpTo } from '../kit/rise.ts';
import { lab } from './lab.ts';

const CONFIG = lab.presets['mix']?.config ?? {};
const SAMPLES = 64;
const LINE_POINTS = 3;
const KS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
/** Kept of every look: a question from each eighth of the quiz. */
const SHOWN = [0, 5, 11, 16, 22, 28, 33, 39];

/** Exact: with the chance p of one sample, k samples all miss with (1 − p)^k. */
const exactPass = (chances: readonly number[]): number[] => KS.map((k) => meanOf(chances.map((p) => 1 - (1 - p) ** k)));

/** A fresh base and a run from it, both from the seed. */
function curve(about: string, steps: number, change: Readonly<Record<string, number>> = {}): Experiment {
	return {
		about,
		seeds: [1, 2, 3],
		async run({ seed, log }) {
			const config = { ...CONFIG, ...change };
			const [sizes, quiz] = [gptConfigOf(config), quizOf(config)];
			const base = await trainQuizBase(quiz, seed, sizes);
			const run = createQuizRun(sizes, await copyWeights(base), { config, seed, objective: solution });
			try {
				const before = await chancesOf(base, quiz);
				const points = [{ step: 0, accuracy: meanOf(before), questions: SHOWN.map((i) => before[i] ?? 0) }];
				const looks = new Set(looksUpTo(steps));
				for (let step = 0; step < steps; step++) {
					await (await run.step(step)).loss.read();
					if (!looks.has(step + 1)) continue;
					const chances = await chancesOf(run.policy, quiz);
					points.push({ step: step + 1, accuracy: meanOf(chances), questions: SHOWN.map((i) => chances[i] ?? 0) });
					log(`seed ${seed}, step ${step + 1}: ${meanOf(chances).toFixed(3)}`);
				}
				const rise = fitRise(points, points[0]?.accuracy ?? 0, sigmoid);
				const range = straightRange(rise);
				const after = await chancesOf(run.policy, quiz);
				const counted = await countRight(base, quiz, SAMPLES, { seed });
				const estimated = KS.filter((k) => k <= SAMPLES).map((k) => meanOf(counted.map((right) => passAtK(SAMPLES, right, k))));
				return {
					steps,
					points,
					shown: SHOWN,
					fit: { rise, range, line: fitLine(points, range) },
					pass: { ks: KS, base: exactPass(before), trained: exactPass(after), estimated },
				};
			} finally {
				run.dispose();
				base.dispose();
			}
		},
	};
}

const measuredSchema = z.object({
	experiments: z.record(
		z.string(),
		z.object({
			runs: z.array(z.object({ result: z.object({ points: z.array(z.object({ step: z.number(), accuracy: z.number() })).optional() }) })),
		}),
	),
});

/** Means over the seeds of a measured experiment; empty for one without points. */
function meanPoints(runs: z.infer<typeof measuredSchema>['experiments'][string]['runs']): CurvePoint[] {
	const curves = runs.flatMap(({ result }) => (result.points === undefined ? [] : [result.points]));
	return (curves[0] ?? []).map(({ step }, i) => ({ step, accuracy: meanOf(curves.map((points) => points[i]?.accuracy ?? Number.NaN)) }));
}

function fitOf(points: readonly CurvePoint[], floor: number) {
	const rise = fitRise(points, floor, sigmoid);
	const range = straightRange(rise);
	const [from, to] = range;
	const inside = points.filter((point) => from <= point.step && point.step <= to);
	// Two points would be a line by themselves.
	return { rise, range, line: inside.length < LINE_POINTS ? null : fitLine(points, range), until: points.at(-1)?.step ?? 0 };
}

/** Reads what the others left behind, so it comes last. */
const fits: Experiment = {
	about: 'Fits to the means over seeds of the other experiments: to all points, and to those up to the middle of the rise.',
	seeds: [1],
	async run() {
		const url = new URL('../../content/measured/rlvr-scaling.json', import.meta.url);
		const file: { readonly default: unknown } = await import(url.href, { with: { type: 'json' } });
		const { experiments: measured } = measuredSchema.parse(file.default);
		const entries = Object.entries(measured).flatMap(([name, { runs }]) => {
			const points = meanPoints(runs);
			const floor = points[0]?.accuracy;
			if (floor === undefined) return [];
			const all = fitOf(points, floor);
			return [
				[
					name,
					{
						floor,
						all,
						half: fitOf(
							points.filter(({ step }) => step <= all.rise.middle),
							floor,
						),
					},
				] as const,
			];
		});
		return Object.fromEntries(entries);
	},
};

export const experiments: Readonly<Record<string, Experiment>> = {
	mix: curve(
		'Forty questions, known to a half of the writers down to one in a thousand; only the output head is trained, so nothing is shared.',
		512,
	),
	equal: curve('The same with one difficulty: every question is known to one writer in 45.', 181, { equal: 1 }),
	whole: curve('The mix, with all weights of the network in training.', 128, { whole: 1, rate: 1e-2 }),
	shared: curve('The mix, all weights in training, and one right answer for all questions.', 64, { whole: 1, shared: 1, rate: 1e-2 }),
	adam: curve('The mix, output head alone, by Adam as it is usually set.', 181, { rate: 3e-3, epsilon: 1e-8 }),
	fits,
};
