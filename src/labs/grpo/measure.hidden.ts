/**
 * Judges uploaded weights of lab 6.2: one sample at temperature 1 for each of two thousand problems of the split, read by a verifier of ours,
 * not by the learner's. Hidden problems and draws depend on the installation's secret. Server only.
 */
import { fnv1a } from '#data/storyland/random.ts';
import type { Split } from '#data/storyland/splits.ts';
import { additionAnswer } from '#data/tasks/addition.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { meanReward, measureAdditions, type Reward } from '../kit/addition-policy.ts';
import { createGpt, type StartingWeights } from '../kit/gpt.ts';
import { type GptConfig, gptConfigOf, gptShapes } from '../kit/gpt-shapes.ts';
import { OWN_BASE_PREFIX, ownBaseOf } from '../kit/grpo-start.ts';
import type { WeightsMeasure } from '../kit/weights-measure.ts';

/** So many that the draw of problems and of samples moves the share by about a hundredth. */
const PROBLEMS = 2_000;

/** The format of lab 6.1, whatever the learner's own verifier pays for. */
const isRight: Reward = (problem, solution) => {
	const found = /^[^#]*#([0-9]{1,6})\.$/.exec(solution);
	return found !== null && Number(found[1]) === Number(additionAnswer(problem)) ? 1 : 0;
};

async function accuracyOf(tensors: StartingWeights, config: GptConfig, split: Split, seed: string): Promise<number> {
	const gpt = createGpt(config, tensors, causalAttentionHeads);
	try {
		const problems = `measure/${seed}`;
		return meanReward(await measureAdditions(gpt, isRight, { split, problems, count: PROBLEMS, seed: fnv1a(problems) }));
	} finally {
		gpt.dispose();
	}
}

const errorOf = (share: number): number => Math.sqrt((share * (1 - share)) / PROBLEMS);

export const measure: WeightsMeasure = {
	shapes(config) {
		const shapes = gptShapes(gptConfigOf(config));
		if (config['own'] !== 1) return shapes;
		return new Map([...shapes, ...[...shapes].map(([name, shape]) => [OWN_BASE_PREFIX + name, shape] as const)]);
	},
	/** With a base of the learner's own: by how much the share has risen. */
	async measure({ tensors, config }, { split, seed }) {
		const sizes = gptConfigOf(config);
		const trained = await accuracyOf(tensors, sizes, split, seed);
		if (config['own'] !== 1) return { value: trained, standardError: errorOf(trained), count: PROBLEMS };
		const base = await accuracyOf(ownBaseOf(tensors), sizes, split, seed);
		return { value: trained - base, standardError: Math.hypot(errorOf(trained), errorOf(base)), count: PROBLEMS };
	},
};
