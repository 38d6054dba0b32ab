/**
 * What a run of lab 6.2 shows: accuracy, styles, KL and lengths as curves, groups of samples, and pass@k of the base and of the trained model
 * at the end. Refuses a loss that is no number.
 */
import * as tf from '@tensorflow/tfjs';
import { ADDITION_PROMPT_TIME, additionAnswer, additionPrompt, decodeAddition, drawAdditions } from '#data/tasks/addition.ts';
import type { StepLoss } from '#engine/graph/eager-step.ts';
import { type Answer, askAdditions, countStyles, meanReward, measureAdditions, type Reward } from './addition-policy.ts';
import { finiteLoss } from './finite-loss.ts';
import type { Gpt } from './gpt.ts';
import type { TrainHost, TrainMessage } from './host.ts';
import { type PassPoint, passCurve } from './pass-at-k.ts';
import { tokenLogProbs } from './policy.ts';
import { showEngine } from './show-engine.ts';
import type { GrpoGroups, GrpoLoop } from './train-grpo.ts';

/** Problems of a look at the held-out split, and how many times as many the last look has. A preset may name its own `look`. */
const [LOOK, LAST_TIMES] = [128, 3];
/** pass@k: samples a problem. A preset may name its own number of problems, `pass`. */
const PASS = { problems: 32, samples: 32, ks: [1, 2, 4, 8, 16, 32] } as const;
const SHOWN_GROUPS = 3;

export interface Drift {
	readonly kl: number;
	readonly entropy: number;
}

export interface GrpoReporter {
	/** Before the first step: the base as it is. */
	begin(from: number): Promise<void>;
	step(done: number, loss: StepLoss, answers: readonly Answer[], drift: Drift): Promise<void>;
	look(done: number, last: boolean): Promise<void>;
}

export function createGrpoReporter(run: GrpoLoop): GrpoReporter {
	const { host, policy, reference, judge, compiled, optimizer, sizes } = run;
	const quick = host.config['look'] ?? LOOK;
	let [markTime, rows] = [host.now(), 0];
	const heldOut = async (done: number, count: number): Promise<void> => {
		const answers = await measureAdditions(policy, judge, { split: 'visible', problems: 'look', count, seed: 77, stopped: host.stopped });
		host.emit({ type: 'measure', step: done, values: { heldOut: meanReward(answers) } });
	};
	return {
		begin: (from) => heldOut(from, quick),
		async step(done, loss, answers, { kl, entropy }) {
			const value = finiteLoss(host, done, await loss.read(), 'What goes into the exponentials, and what is divided by?');
			const [scratchpad] = countStyles(answers);
			const length = answers.reduce((sum, { solution }) => sum + solution.length, 0);
			rows += length;
			const tokensPerSecond = (rows * 1_000) / Math.max(1, host.now() - markTime);
			[markTime, rows] = [host.now(), 0];
			host.emit({
				type: 'measure',
				step: done,
				values: {
					sampled: meanReward(answers),
					style: scratchpad?.share ?? 0,
					within: scratchpad?.accuracy ?? 0,
					kl,
					entropy,
					equal: shareOfEqual(answers, sizes.size),
					length: length / answers.length,
				},
			});
			host.emit({ type: 'metric', step: done, loss: value, tokensPerSecond, tensors: tf.memory().numTensors });
			showEngine(compiled, host, optimizer.step);
		},
		async look(done, last) {
			await heldOut(done, last ? LAST_TIMES * quick : quick);
			if (last) host.emit(await passFigure(done, { base: reference, trained: policy }, judge, host));
		},
	};
}

/** Share of the groups whose samples were all paid the same: nothing is learned from those. */
function shareOfEqual(answers: readonly Answer[], size: number): number {
	const groups = Array.from({ length: answers.length / size }, (_, g) => answers.slice(g * size, (g + 1) * size));
	return groups.filter((group) => group.every(({ reward }) => reward === group[0]?.reward)).length / groups.length;
}

/** The first groups of a step's samples, each token with its probability now over that at sampling. */
export async function showRollouts(
	host: TrainHost,
	policy: Gpt,
	{ samples, answers, advantages }: GrpoGroups,
	step: number,
	size: number,
): Promise<void> {
	const now = tokenLogProbs(policy, samples.whole, ADDITION_PROMPT_TIME);
	const [after, before] = await Promise.all([now.data(), samples.logProbs.data()]);
	now.dispose();
	const maxNew = samples.logProbs.shape[1];
	const tokensOf = (row: number) =>
		Array.from(samples.drawn[row] ?? [], (id, i) => {
			const [old = 0, current = 0] = [before[row * maxNew + i], after[row * maxNew + i]];
			return { text: decodeAddition([id]), inLoss: true, ratio: Math.exp(current - old), logProb: old };
		});
	const groups = Array.from({ length: Math.min(SHOWN_GROUPS, answers.length / size) }, (_, g) => {
		const problem = answers[g * size]?.problem ?? { a: 0, b: 0 };
		const rows = Array.from({ length: size }, (_row, i) => g * size + i);
		return {
			prompt: additionPrompt(problem),
			answer: additionAnswer(problem),
			samples: rows.map((row) => ({ tokens: tokensOf(row), reward: answers[row]?.reward ?? 0, advantage: advantages[row] ?? 0 })),
		};
	});
	host.emit({ type: 'figure', figure: 'rollouts', step, id: 'rollouts', title: 'Groups of samples, their rewards and advantages', groups });
}

async function passFigure(
	step: number,
	models: Readonly<Record<string, Gpt>>,
	reward: Reward,
	{ stopped, config }: TrainHost,
): Promise<TrainMessage> {
	const series = [];
	for (const [name, gpt] of Object.entries(models)) {
		const curve = await measurePass(gpt, reward, { ...PASS, problems: config['pass'] ?? PASS.problems, seed: 'pass', stopped });
		series.push({ name, kind: 'dots' as const, points: curve.map(pointOf) });
	}
	return {
		type: 'figure',
		figure: 'plot',
		step,
		id: 'pass-at-k',
		title: 'At least one of k samples is right',
		x: { label: 'k, samples per problem', log: true },
		y: { label: 'share of problems', range: [0, 1] },
		series,
	};
}

function pointOf({ k, share, standardError }: PassPoint) {
	return { x: k, y: share, low: Math.max(0, share - standardError), high: Math.min(1, share + standardError) };
}

export interface PassOptions {
	readonly problems: number;
	readonly samples: number;
	readonly ks: readonly number[];
	readonly seed: string;
	readonly stopped?: () => boolean;
}

/** pass@k on problems of the visible split, sampled at temperature 1. */
export async function measurePass(gpt: Gpt, reward: Reward, { problems, samples, ks, seed, stopped }: PassOptions): Promise<PassPoint[]> {
	const asked = drawAdditions('visible', seed, problems);
	const repeated = asked.flatMap((problem) => Array.from({ length: samples }, () => problem));
	const answers = await askAdditions(gpt, repeated, reward, { seed: 5, ...(stopped === undefined ? {} : { stopped }) });
	const right = asked.map((_, i) => answers.slice(i * samples, (i + 1) * samples).filter((answer) => answer.reward === 1).length);
	return passCurve(right, samples, ks);
}
