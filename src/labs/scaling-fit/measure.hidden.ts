/**
 * Judges uploaded weights of lab 3.1: their surprise at lines of the almanac that are drawn with the installation's secret. Server only.
 */
import { ALMANAC_ANSWERS, drawAlmanac } from '#data/tasks/almanac.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { answerLogProbs } from '../kit/almanac-pupil.ts';
import { createGpt } from '../kit/gpt.ts';
import { gptConfigOf, gptShapes } from '../kit/gpt-shapes.ts';
import type { WeightsMeasure } from '../kit/weights-measure.ts';

const LINES = 131_072;

export const measure: WeightsMeasure = {
	shapes: (config) => gptShapes(gptConfigOf(config)),
	async measure({ tensors, config }, { split, seed }) {
		const gpt = createGpt(gptConfigOf(config), tensors, causalAttentionHeads);
		try {
			const logProbs = await answerLogProbs(gpt.logits);
			const { names, answers } = drawAlmanac(split === 'hidden' ? 'hidden' : 'visible', seed, LINES);
			const surprises = Array.from(names, (name, i) => -(logProbs[name * ALMANAC_ANSWERS + (answers[i] ?? 0)] ?? Number.NaN));
			const value = surprises.reduce((sum, each) => sum + each, 0) / LINES;
			const variance = surprises.reduce((sum, each) => sum + (each - value) ** 2, 0) / (LINES - 1);
			return { value, standardError: Math.sqrt(variance / LINES), count: LINES };
		} finally {
			gpt.dispose();
		}
	},
};
