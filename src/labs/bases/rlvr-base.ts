/** The base of lab 6.2 as it is shipped, and its card: how often it is right, in which styles, and what it could do. Its card is told in docs/models/rlvr-base.md. */
import { ADDITION_TIME, ADDITION_VOCABULARY, additionAnswer } from '#data/tasks/addition.ts';
import { BASE_RECIPE, forcedSkill, trainAdditionBase } from '../kit/addition-base.ts';
import { countStyles, meanReward, measureAdditions, type Reward } from '../kit/addition-policy.ts';
import type { MakeBase } from '../kit/experiment.ts';
import type { Gpt } from '../kit/gpt.ts';
import { countParameters, type GptConfig } from '../kit/gpt-shapes.ts';
import { measurePass } from '../kit/grpo-figures.ts';
import { encodeRun } from '../kit/snapshot.ts';

export const BASE_CONFIG: GptConfig = { layers: 2, width: 64, heads: 4, time: ADDITION_TIME, vocabulary: ADDITION_VOCABULARY };

/** The format of lab 6.1, exactly. A judge of our own, so that no base and no experiment depends on a learner's. */
export const rightAnswer: Reward = (problem, solution) =>
	new RegExp(`^[^#]*#0*${Number(additionAnswer(problem))}\\.$`).test(solution) ? 1 : 0;

export async function describeBase(gpt: Gpt) {
	const ask = { split: 'visible', problems: 'card', seed: 3 } as const;
	const sampled = await measureAdditions(gpt, rightAnswer, { ...ask, count: 1_000 });
	const greedy = await measureAdditions(gpt, rightAnswer, { ...ask, count: 300, temperature: 0 });
	const passes = await measurePass(gpt, rightAnswer, { problems: 64, samples: 64, ks: [1, 4, 16, 64], seed: 'card' });
	return {
		accuracy: round(meanReward(sampled)),
		greedy: round(meanReward(greedy)),
		forced: {
			greedy: round(await forcedSkill(gpt, { count: 300, temperature: 0 })),
			sampled: round(await forcedSkill(gpt, { count: 300, temperature: 1 })),
		},
		styles: countStyles(sampled).map(({ style, share, accuracy }) => ({ style, share: round(share), accuracy: round(accuracy) })),
		passAtK: passes.map(({ k, share }) => ({ k, share: round(share) })),
		examples: sampled.slice(0, 8).map(({ problem, solution }) => `${problem.a}+${problem.b}=${solution}`),
	};
}

export const makeBase: MakeBase = async ({ seed, log }) => {
	const { gpt, textbookSteps, steps } = await trainAdditionBase({ seed, config: BASE_CONFIG, log });
	try {
		const parameters = countParameters(BASE_CONFIG);
		const tokens = steps * BASE_RECIPE.batch * (ADDITION_TIME - 1);
		const card = { parameters, config: { ...BASE_CONFIG }, recipe: BASE_RECIPE, textbookSteps, steps, flops: 6 * parameters * tokens };
		const measured = await describeBase(gpt);
		const bytes = await encodeRun(gpt.params, null, { lab: 'rlvr-base', preset: 'base', seed }, steps);
		return { bytes, card: { ...card, ...measured } };
	} finally {
		gpt.dispose();
	}
};

function round(value: number): number {
	return Number(value.toFixed(4));
}
