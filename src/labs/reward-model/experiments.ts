/** Behind the numbers of lesson 5.1: what more pairs buy, and how honest the probabilities are while a fit goes on. Never bundled. */
import * as tf from '@tensorflow/tfjs';
import { drawPreferences } from '#data/tasks/messages.ts';
import type { Experiment } from '#labs/kit/experiment.ts';
import { calibration, preferenceLoss } from './borrowed.ts';
import { createRewardFit, type RewardNet } from './reward-net.ts';
import { scoresOf } from './train.ts';

const SIZES = [30, 100, 300, 1_000, 3_000, 10_000];
const LOOKS = [20, 40, 80, 150, 300];
const [HELD_OUT, BINS] = [4_000, 10];

export const experiments: Readonly<Record<string, Experiment>> = {
	pairs: {
		about: `A reward model fitted to 30 to 10,000 pairs, looked at after ${LOOKS.join(', ')} steps on ${HELD_OUT} pairs it has not seen.`,
		seeds: [1, 2, 3],
		async run({ seed, log }) {
			const fits = [];
			for (const pairs of SIZES) {
				fits.push({ pairs, looks: await fitOnce(pairs, seed) });
				log(`seed ${seed}: ${pairs} pairs, ${JSON.stringify(fits.at(-1)?.looks.at(-1))}`);
			}
			return { fits };
		},
	},
};

async function fitOnce(pairs: number, seed: number) {
	const fit = createRewardFit({
		pairs: drawPreferences('train', String(seed), pairs),
		seed: String(seed),
		loss: preferenceLoss,
		stored: null,
	});
	const looks = [];
	for (let step = 1; step <= Math.max(...LOOKS); step++) {
		await fit.step(step - 1);
		if (LOOKS.includes(step)) looks.push({ step, ...(await lookAt(fit.net)) });
	}
	fit.dispose();
	fit.net.dispose();
	return looks;
}

async function lookAt(net: RewardNet) {
	const { chosen, rejected, asLabelled, asWorth } = await scoresOf(net, drawPreferences('visible', 'measured', HELD_OUT));
	const leads = Array.from(chosen, (score, at) => score - (rejected[at] ?? 0));
	const loss = leads.reduce((sum, lead) => sum + Math.log1p(Math.exp(-Math.abs(lead))) + Math.max(0, -lead), 0) / leads.length;
	const claims = [...leads, ...leads.map((lead) => -lead)].map((lead) => 1 / (1 + Math.exp(-lead)));
	const rows = tf.tidy(() => {
		const outcomes = tf.concat([tf.ones([leads.length]), tf.zeros([leads.length])]);
		return Array.from(calibration(tf.tensor1d(claims), outcomes, BINS).dataSync());
	});
	// One row a bin: claimed, came true, pairs.
	return { asLabelled, asWorth, loss, bins: Array.from({ length: BINS }, (_, bin) => rows.slice(3 * bin, 3 * bin + 3)) };
}
