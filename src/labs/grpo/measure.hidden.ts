/**
 * Judges uploaded weights of lab 6.2: one sample at temperature 1 for each of several hundred problems of the split, read by a verifier of ours,
 * not by the learner's. Hidden problems and draws depend on the installation's secret. Server only.
 */
import { fnv1a } from '#data/storyland/random.ts';
import { additionAnswer } from '#data/tasks/addition.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { meanReward, measureAdditions, type Reward } from '../kit/addition-policy.ts';
import { createGpt } from '../kit/gpt.ts';
import { gptConfigOf, gptShapes } from '../kit/gpt-shapes.ts';
import type { WeightsMeasure } from '../kit/weights-measure.ts';

const PROBLEMS = 600;

/** The format of lab 6.1, whatever the learner's own verifier pays for. */
const isRight: Reward = (problem, solution) => {
	const found = /^[^#]*#([0-9]{1,6})\.$/.exec(solution);
	return found !== null && Number(found[1]) === Number(additionAnswer(problem)) ? 1 : 0;
};

export const measure: WeightsMeasure = {
	shapes: (config) => gptShapes(gptConfigOf(config)),
	async measure({ tensors, config }, { split, seed }) {
		const gpt = createGpt(gptConfigOf(config), tensors, causalAttentionHeads);
		try {
			const problems = `measure/${seed}`;
			const answers = await measureAdditions(gpt, isRight, { split, problems, count: PROBLEMS, seed: fnv1a(problems) });
			const value = meanReward(answers);
			return { value, standardError: Math.sqrt((value * (1 - value)) / PROBLEMS), count: PROBLEMS };
		} finally {
			gpt.dispose();
		}
	},
};
