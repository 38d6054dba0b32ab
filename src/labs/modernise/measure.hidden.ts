/**
 * Judges uploaded weights of lab 2.7 with a block of our own, on Storyland windows of the split; hidden ones depend on the installation's
 * secret. Server only.
 */
import { measureLoss } from '../kit/held-out.ts';
import { createModernGpt } from '../kit/modern-gpt.ts';
import { modernConfigOf, modernShapes } from '../kit/modern-shapes.ts';
import type { WeightsMeasure } from '../kit/weights-measure.ts';
import { block } from './borrowed.ts';

const TOKENS = 16_384;

export const measure: WeightsMeasure = {
	shapes: (config) => modernShapes(modernConfigOf(config)),
	async measure({ tensors, config }, { split, seed }) {
		const gpt = createModernGpt(modernConfigOf(config), tensors, block);
		try {
			const { loss, standardError, tokens } = await measureLoss(gpt.logits, gpt.config.time, {
				split,
				seed: `weights/${seed}`,
				atLeast: TOKENS,
			});
			return { value: loss, standardError, count: tokens };
		} finally {
			gpt.dispose();
		}
	},
};
