/** Shift+Enter in lab 5.1: a reward model fitted with the learner's loss, its calibration drawn from the learner's table. Nothing of it is graded. */
import * as tf from '@tensorflow/tfjs';
import { decodeRun, encodeRun, finiteLoss, runSteps, type Train, type TrainHost } from 'gradus';
import { drawPreferences, goldReward, LABEL_CEILING, type Preference } from '#data/tasks/messages.ts';
import { createRewardFit, type PreferenceLoss, REWARD_SHAPES, type RewardFit, type RewardNet } from './reward-net.ts';

/** What the run uses of the learner's file; what the functions return is checked where it is used. */
interface Learner {
	readonly preferProbability: (first: tf.Tensor1D, second: tf.Tensor1D) => tf.Tensor1D;
	readonly preferenceLoss: PreferenceLoss;
	readonly calibration: (probabilities: tf.Tensor1D, outcomes: tf.Tensor1D, bins: number) => tf.Tensor2D;
}

const NAMES = ['preferProbability', 'preferenceLoss', 'calibration'] as const;
const [LOOKS, HELD_OUT, BINS] = [15, 1_000, 10] as const;
/** Sizes of the sweep at the end, and the steps that each of them gets. */
const [SWEEP, SWEEP_STEPS] = [[30, 100, 300, 1_000, 3_000, 10_000], 200] as const;

export const train: Train = async (learner, host) => {
	for (const name of NAMES) {
		if (typeof learner[name] !== 'function') throw new Error(`The file does not export a function named ${name}.`);
	}
	// Each of the three was just seen to be a function.
	const functions = learner as unknown as Learner;
	const stored = host.resume === null ? null : decodeRun(host.resume, { lab: 'reward-model', preset: host.preset, shapes: REWARD_SHAPES });
	const seed = stored?.seed ?? host.seed;
	const pairs = drawPreferences('train', String(seed), host.config['pairs'] ?? 1_000);
	const fit = createRewardFit({ pairs, seed: String(seed), loss: functions.preferenceLoss, stored });
	const look = createLook(functions, host, pairs);
	const every = Math.max(1, Math.ceil(host.steps / LOOKS));
	try {
		await runSteps({
			host,
			from: stored?.step ?? 0,
			async step(step) {
				const read = await fit.step(step);
				return async (last) => {
					const loss = finiteLoss(host, step + 1, await read(), 'What does it give for scores far apart?');
					const heldOut = last || (step + 1) % every === 0 ? await look(fit.net, step + 1) : null;
					host.emit({ type: 'metric', step: step + 1, loss, ...(heldOut === null ? {} : { heldOut }), tensors: tf.memory().numTensors });
				};
			},
			weighs: () => ({ params: fit.net.params, gradients: fit.optimizer.gradients }),
			encode: (done) => encodeRun(fit.net.params, fit.optimizer, { lab: 'reward-model', preset: host.preset, seed }, done),
		});
		if (!host.stopped()) await sweep(functions, host, seed);
	} finally {
		fit.dispose();
		fit.net.dispose();
	}
};

/** Accuracies, calibration and held-out loss of the model as it is now. Resolves to the loss, by the learner's own function. */
function createLook(learner: Learner, host: TrainHost, pairs: readonly Preference[]) {
	const seen = pairs.slice(0, HELD_OUT);
	const unseen = drawPreferences('visible', 'look', HELD_OUT);
	return async (net: RewardNet, step: number): Promise<number> => {
		const [fitted, held] = [await scoresOf(net, seen), await scoresOf(net, unseen)];
		const values = { train: fitted.asLabelled, visible: held.asLabelled, worth: held.asWorth };
		host.emit({ type: 'measure', step, values });
		await showCalibration(learner, host, held, step);
		const loss = tf.tidy(() => learner.preferenceLoss(tf.tensor1d(held.chosen), tf.tensor1d(held.rejected)));
		const value = (await loss.data())[0] ?? Number.NaN;
		loss.dispose();
		return value;
	};
}

interface Scored {
	readonly chosen: Float32Array;
	readonly rejected: Float32Array;
	/** Share of pairs ordered as the labels, and as the true worths, say. */
	readonly asLabelled: number;
	readonly asWorth: number;
}

export async function scoresOf(net: RewardNet, pairs: readonly Preference[]): Promise<Scored> {
	const chosen = await net.scoresOf(pairs.map((pair) => pair.chosen));
	const rejected = await net.scoresOf(pairs.map((pair) => pair.rejected));
	const share = (isRight: (pair: Preference, at: number) => boolean): number => pairs.filter(isRight).length / pairs.length;
	const leads = (at: number): boolean => (chosen[at] ?? 0) > (rejected[at] ?? 0);
	return {
		chosen,
		rejected,
		asLabelled: share((_, at) => leads(at)),
		asWorth: share((pair, at) => leads(at) === goldReward(pair.chosen) > goldReward(pair.rejected)),
	};
}

/** Each pair once in its order and once turned round, so that the table is not all ones. */
async function showCalibration(learner: Learner, host: TrainHost, { chosen, rejected }: Scored, step: number): Promise<void> {
	const rows = tf.tidy(() => {
		const [a, b] = [tf.tensor1d(chosen), tf.tensor1d(rejected)];
		const claims = learner.preferProbability(tf.concat1d([a, b]), tf.concat1d([b, a]));
		return learner.calibration(claims, tf.concat1d([tf.onesLike(a), tf.zerosLike(a)]), BINS);
	});
	const numbers = Array.from(await rows.data());
	rows.dispose();
	const points = Array.from({ length: BINS }, (_, bin) => {
		const [claimed = 0, came = 0, count = 0] = numbers.slice(3 * bin, 3 * bin + 3);
		const error = Math.sqrt((came * (1 - came)) / Math.max(1, count));
		return { count, point: { x: claimed, y: came, low: Math.max(0, came - error), high: Math.min(1, came + error) } };
	});
	host.emit({
		type: 'figure',
		figure: 'plot',
		step,
		id: 'calibration',
		title: 'Claimed and come true, pairs not seen',
		x: { label: 'probability claimed' },
		y: { label: 'share that came true', range: [0, 1] },
		series: [
			{
				name: 'honest',
				kind: 'line',
				points: [
					{ x: 0, y: 0 },
					{ x: 1, y: 1 },
				],
			},
			{ name: 'your model', kind: 'dots', points: points.filter(({ count }) => count > 0).map(({ point }) => point) },
		],
	});
}

/** One fit for each number of pairs: what more labels buy. */
async function sweep(learner: Learner, host: TrainHost, seed: number): Promise<void> {
	const unseen = drawPreferences('visible', 'sweep', HELD_OUT);
	const found: { pairs: number; asLabelled: number; asWorth: number }[] = [];
	for (const count of SWEEP) {
		if (host.stopped()) return;
		const fit = createRewardFit({
			pairs: drawPreferences('train', `${seed}/sweep`, count),
			seed: String(seed),
			loss: learner.preferenceLoss,
			stored: null,
		});
		await fitSteps(fit, host);
		found.push({ pairs: count, ...(await scoresOf(fit.net, unseen)) });
		fit.dispose();
		fit.net.dispose();
	}
	const line = (key: 'asLabelled' | 'asWorth') => found.map((each) => ({ x: each.pairs, y: each[key] }));
	host.emit({
		type: 'figure',
		figure: 'plot',
		step: host.steps,
		id: 'pairs',
		title: `What more pairs buy, ${SWEEP_STEPS} steps each`,
		x: { label: 'pairs fitted to', log: true },
		y: { label: 'share of unseen pairs in the right order', range: [0.45, 0.9] },
		series: [
			{ name: 'by the labels', kind: 'line', points: line('asLabelled') },
			{ name: 'by true worth', kind: 'line', points: line('asWorth') },
		],
		marks: [
			{ axis: 'y', value: 0.5, label: 'a coin' },
			{ axis: 'y', value: LABEL_CEILING, label: 'most that labels allow' },
		],
	});
}

async function fitSteps(fit: RewardFit, host: TrainHost): Promise<void> {
	for (let step = 0; step < SWEEP_STEPS && !host.stopped(); step++) {
		await fit.step(step);
		if (step % 10 === 0) await host.breathe();
	}
}
