/** Reads what the recipe of lab 5.1 measured. Refuses a file whose runs lack what the lesson prints. */
import { z } from 'zod';
import rewardModel from '../../content/measured/reward-model.json' with { type: 'json' };
import { runsOf } from './measured-runs.ts';

const look = z.object({
	step: z.number(),
	asLabelled: z.number(),
	asWorth: z.number(),
	loss: z.number(),
	/** Claimed, came true, pairs. */
	bins: z.array(z.tuple([z.number(), z.number(), z.number()])),
});
export const rewardMeasured = z
	.object({ experiments: z.object({ pairs: runsOf(z.object({ fits: z.array(z.object({ pairs: z.number(), looks: z.array(look) })) })) }) })
	.parse(rewardModel).experiments;
