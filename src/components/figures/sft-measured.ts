/** Reads what the recipes of lab 4.2 measured. Refuses a file whose runs lack what the lesson prints. */
import { z } from 'zod';
import measured from '../../content/measured/sft.json' with { type: 'json' };
import { runsOf } from './measured-runs.ts';

const look = z.object({
	step: z.number(),
	share: z.number(),
	standardError: z.number(),
	tasks: z.array(z.object({ task: z.string(), share: z.number() })),
	/** Question, right answer, what was written. */
	examples: z.array(z.tuple([z.string(), z.string(), z.string()])),
});
const variant = z.object({ name: z.string(), looks: z.array(look).min(1) });

export const sftMeasured = z
	.object({ experiments: z.object({ mistakes: runsOf(z.object({ variants: z.array(variant) })) }) })
	.parse(measured).experiments.mistakes;
export type SftLook = z.infer<typeof look>;

/** Looks of each seed at one variant. */
export function looksOf(name: string): SftLook[][] {
	return sftMeasured.runs.map(({ result }) => result.variants.find((each) => each.name === name)?.looks ?? []);
}
