/**
 * How uploaded weights of lab 3.5 are judged: by the share of all facts of the run's table that the mixture recalls, in the library's own code.
 * Random facts have no hidden part, so that both splits ask for the same ones, all of them; nothing is sampled and the standard error is 0.
 */

import { factSpec, factsOfRun, recallOf } from '../kit/moe-facts.ts';
import { createMoeGpt, moeGptShapes } from '../kit/moe-gpt.ts';
import { mixtureFeed, plainRouter } from '../kit/moe-mixture.ts';
import type { WeightsMeasure } from '../kit/weights-measure.ts';

export const measure: WeightsMeasure = {
	shapes: (config) => moeGptShapes(factSpec(config)),
	async measure({ config, tensors, metadata }) {
		const spec = factSpec(config);
		// Whoever writes another seed into the file is asked for that seed's table.
		const facts = factsOfRun(config, Number(metadata.get('seed') ?? 0));
		const gpt = createMoeGpt(spec, tensors, mixtureFeed(plainRouter(spec.choices)));
		try {
			return { value: await recallOf(gpt, facts), standardError: 0, count: facts.table.length };
		} finally {
			gpt.dispose();
		}
	},
};
