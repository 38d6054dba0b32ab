/**
 * The run of lab 6.3: makes a base that knows the quiz as its writers do, trains it by the GRPO of lab 6.2, and hands the accuracies to the learner's
 * functions. Refuses what these return when it is no number.
 */
import * as tf from '@tensorflow/tfjs';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { finiteLoss } from './finite-loss.ts';
import { createGpt, type Gpt, type StartingWeights } from './gpt.ts';
import { type GptConfig, gptConfigOf, gptShapes } from './gpt-shapes.ts';
import type { TrainHost } from './host.ts';
import { trainQuizBase } from './quiz-base.ts';
import { type CurveMaker, passFigure, riseFigure } from './quiz-figures.ts';
import { chancesOf, copyWeights, countRight, meanOf } from './quiz-policy.ts';
import { createQuizRun, type QuizObjective, type QuizRun, quizOf } from './quiz-run.ts';
import { type CurvePoint, looksUpTo } from './rise.ts';
import { runSteps } from './run-steps.ts';
import { createKernelReporter, showEngine } from './show-engine.ts';
import { decodeRun, encodeRun } from './snapshot.ts';
import { momentsOf } from './training-step.ts';

export interface QuizTraining {
	readonly lab: string;
	readonly host: TrainHost;
	readonly objective: QuizObjective;
	readonly maker: CurveMaker;
}

/** Samples of each question from which pass@k is estimated. */
const SAMPLES = 64;

export async function trainQuiz({ lab, host, objective, maker }: QuizTraining): Promise<void> {
	const sizes = gptConfigOf(host.config);
	const stored =
		host.resume === null ? null : decodeRun(host.resume, { lab, preset: host.preset, shapes: gptShapes(sizes), hasMoments: false });
	const seed = stored?.seed ?? host.seed;
	const start = await baseOf(host, sizes, seed);
	if (start === null) return;
	const base = createGpt(sizes, start, causalAttentionHeads);
	const run = createQuizRun(sizes, stored?.weights.tensors ?? start, { config: host.config, seed, objective });
	const from = stored?.step ?? 0;
	if (stored !== null) tf.tidy(() => run.optimizer.load(from, momentsOf(stored.weights.tensors, 0), momentsOf(stored.weights.tensors, 1)));
	try {
		await loop({ lab, host, maker, base, run, seed }, from);
	} finally {
		run.dispose();
		base.dispose();
	}
}

class Stopped extends Error {}

/** Made anew from the seed, so that a resumed run has the same. Null when it was stopped. */
async function baseOf(host: TrainHost, sizes: GptConfig, seed: number): Promise<StartingWeights | null> {
	host.emit({ type: 'log', level: 'log', text: 'First a base is made that answers the quiz as its writers do.' });
	try {
		const steps = host.config['baseSteps'];
		const base = await trainQuizBase(quizOf(host.config), seed, sizes, {
			...(steps === undefined ? {} : { steps }),
			async breathe() {
				await host.breathe();
				if (host.stopped()) throw new Stopped();
			},
		});
		const weights = await copyWeights(base);
		base.dispose();
		return weights;
	} catch (error) {
		if (error instanceof Stopped) return null;
		throw error;
	}
}

interface QuizLoop {
	readonly lab: string;
	readonly host: TrainHost;
	readonly maker: CurveMaker;
	readonly base: Gpt;
	readonly run: QuizRun;
	readonly seed: number;
}

async function loop({ lab, host, maker, base, run, seed }: QuizLoop, from: number): Promise<void> {
	const quiz = quizOf(host.config);
	const floor = meanOf(await chancesOf(base, quiz));
	const points: CurvePoint[] = [];
	const look = async (done: number): Promise<void> => {
		const chances = await chancesOf(run.policy, quiz);
		const quarter = chances.length / 4;
		const values = { accuracy: meanOf(chances), common: meanOf(chances.slice(0, quarter)), rare: meanOf(chances.slice(-quarter)) };
		host.emit({ type: 'measure', step: done, values });
		if (done > 0) points.push({ step: done, accuracy: values.accuracy });
	};
	const looks = new Set(looksUpTo(host.steps));
	await look(from);
	await runSteps({
		host,
		from,
		every: 4,
		async step(step) {
			const { loss } = await run.step(step, host.stopped);
			return async () => {
				host.emit({
					type: 'metric',
					step: step + 1,
					loss: finiteLoss(host, step + 1, await loss.read(), 'What goes into the exponentials, and what is divided by?'),
					tensors: tf.memory().numTensors,
				});
				showEngine(run.compiled, host, run.optimizer.step);
			};
		},
		shows: (done, last) => looks.has(done) || last,
		async show(done, last) {
			await look(done);
			const figure = riseFigure(points, floor, maker, done);
			if (figure !== null && (last || points.length % 4 === 0)) host.emit(figure);
			if (!last) return;
			const counts = async (gpt: Gpt) => countRight(gpt, quiz, SAMPLES, { seed, stopped: host.stopped });
			const [before, after] = [await counts(base), await counts(run.policy)];
			const exact = { base: await chancesOf(base, quiz), trained: await chancesOf(run.policy, quiz) };
			host.emit(passFigure({ base: before, trained: after }, SAMPLES, exact, maker, done));
		},
		after: createKernelReporter(run.compiled, host),
		// A preset may train a part of the model alone.
		weighs: () => ({ params: trainedOf(run), gradients: run.optimizer.gradients }),
		encode: (done) => encodeRun(run.policy.params, run.optimizer, { lab, preset: host.preset, seed }, done),
	});
}

function trainedOf({ policy, optimizer }: QuizRun): ReadonlyMap<string, tf.Tensor> {
	return new Map([...policy.params].filter(([name]) => optimizer.gradients.has(name)));
}
