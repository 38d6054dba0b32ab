/** Behind the numbers of lesson 5.3: proxy and true worth along a run, with leashes and pairs of several lengths, and best of n. Never bundled. */
import * as tf from '@tensorflow/tfjs';
import { drawMessages, MESSAGE_LENGTH, messageText } from '#data/tasks/messages.ts';
import type { Experiment } from '#labs/kit/experiment.ts';
import { preferenceLoss } from '../reward-model/borrowed.ts';
import { policyLoss, wordKl } from './borrowed.ts';
import { lab } from './lab.ts';
import { createPolicy, type Policy } from './policy-step.ts';
import { rowsOfTokens, worthOf } from './rows.ts';
import { createWorld, type World } from './world.ts';

const SMALL = lab.presets['small'];
const LOOKS = [0, 5, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 130, 160, 200];
/** Steps where the number of pairs changes: enough to see the turn. */
const SHORT = 100;
const [LEASHES, SIZES, DRAWN] = [[0, 0.1, 0.3, 1], [100, 10_000], 512];
const [MOST, TRIALS] = [1_024, 48];

export const experiments: Readonly<Record<string, Experiment>> = {
	leash: {
		about: `The reference's loss with β of ${LEASHES.join(', ')}, no early stop: reward, true worth and KL of ${DRAWN} fresh messages at ${LOOKS.length} points.`,
		seeds: [1, 2, 3],
		async run({ seed, log }) {
			const world = await worldOf(seed, 1_000);
			const runs = [];
			for (const beta of LEASHES) runs.push({ beta, points: await path(world, { beta, steps: Math.max(...LOOKS) }, seed, log) });
			world.dispose();
			return { runs };
		},
	},
	pairs: {
		about: `The same with β = 0, ${SHORT} steps and reward models fitted to ${SIZES.join(' and ')} pairs.`,
		seeds: [1, 2, 3],
		async run({ seed, log }) {
			const runs = [];
			for (const pairs of SIZES) {
				const world = await worldOf(seed, pairs);
				runs.push({ pairs, points: await path(world, { beta: 0, steps: SHORT }, seed, log) });
				world.dispose();
			}
			return { runs };
		},
	},
	'best-of-n': {
		about: `No training: the message with the highest reward of n drawn by the corpus, mean over ${TRIALS} trials.`,
		seeds: [1, 2, 3],
		async run({ seed }) {
			const world = await worldOf(seed, 1_000);
			const trials: Trial[] = [];
			for (let trial = 0; trial < TRIALS; trial++) {
				const messages = drawMessages('visible', `best/${seed}/${trial}`, MOST);
				trials.push({ messages, rewards: await world.rewardsOf(messages) });
			}
			world.dispose();
			return { points: Array.from({ length: 11 }, (_, power) => bestOf(2 ** power, trials)) };
		},
	},
};

async function worldOf(seed: number, pairs: number): Promise<World> {
	return createWorld({ config: { ...SMALL?.config, pairs }, seed, preferenceLoss });
}

async function path(world: World, { beta, steps }: { beta: number; steps: number }, seed: number, log: (text: string) => void) {
	const { batch = 128, rate = 0.001 } = SMALL?.config ?? {};
	const policy = createPolicy({ world, loss: policyLoss, batch, rate, seed, stored: null });
	const points = [];
	for (let step = 0; step <= steps; step++) {
		if (LOOKS.includes(step)) points.push({ step, ...(await lookAt(world, policy)) });
		await policy.step(step, beta);
	}
	policy.dispose();
	log(`seed ${seed}, β ${beta}: ${points.map(({ kl, worth }) => `${kl.toFixed(1)}→${worth.toFixed(2)}`).join(' ')}`);
	return points;
}

async function lookAt(world: World, policy: Policy) {
	const drawn = await policy.draw(DRAWN, 4_242);
	const messages = rowsOfTokens(drawn.tokens);
	const rewards = await world.rewardsOf(messages);
	const reference = await policy.referenceOf(drawn.tokens);
	const drifts = Array.from(drawn.logProbs, (logProb, at) => logProb - (reference[at] ?? 0));
	const k3 = tf.tidy(() => wordKl(tensorOf(drawn.logProbs), tensorOf(reference)).sum().dataSync()[0] ?? Number.NaN);
	const { mean: worth, standardError } = worthOf(messages);
	return {
		// The plain mean is exact on average; k3 beside it, as the learner's run shows it.
		kl: drifts.reduce((sum, drift) => sum + drift, 0) / messages.length,
		k3: k3 / messages.length,
		reward: rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length,
		worth,
		standardError,
		example: messageText(messages[0] ?? []),
	};
}

function tensorOf(logProbs: Float32Array): tf.Tensor2D {
	return tf.tensor2d(logProbs, [logProbs.length / MESSAGE_LENGTH, MESSAGE_LENGTH]);
}

interface Trial {
	readonly messages: readonly (readonly number[])[];
	readonly rewards: Float32Array;
}

/** The first n of each trial, and of them the one that the reward model likes best. */
function bestOf(n: number, trials: readonly Trial[]) {
	const best = trials.map(({ messages, rewards }) => {
		const first = Array.from(rewards.slice(0, n));
		const at = first.indexOf(Math.max(...first));
		return { message: messages[at] ?? [], reward: first[at] ?? 0 };
	});
	const { mean: worth, standardError } = worthOf(best.map(({ message }) => message));
	return {
		n,
		kl: Math.log(n) - (n - 1) / n,
		reward: best.reduce((sum, { reward }) => sum + reward, 0) / best.length,
		worth,
		standardError,
	};
}
