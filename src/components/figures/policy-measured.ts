/** Reads what the recipes of lab 5.3 measured. Refuses a file whose runs lack what the lesson prints. */
import { z } from 'zod';
import overOptimisation from '../../content/measured/over-optimisation.json' with { type: 'json' };
import { runsOf } from './measured-runs.ts';

const point = z.object({
	step: z.number(),
	kl: z.number(),
	k3: z.number(),
	reward: z.number(),
	worth: z.number(),
	standardError: z.number(),
	example: z.string(),
});
const best = z.object({ n: z.number(), kl: z.number(), reward: z.number(), worth: z.number(), standardError: z.number() });
export const policyMeasured = z
	.object({
		experiments: z.object({
			leash: runsOf(z.object({ runs: z.array(z.object({ beta: z.number(), points: z.array(point) })) })),
			pairs: runsOf(z.object({ runs: z.array(z.object({ pairs: z.number(), points: z.array(point) })) })),
			'best-of-n': runsOf(z.object({ points: z.array(best) })),
		}),
	})
	.parse(overOptimisation).experiments;
export type PolicyPoint = z.infer<typeof point>;
