/** What Gradus may see in the stream of a training run. A finding says what was seen; it is no evidence, and nothing is graded by it. */
import { z } from 'zod';

export const findingKindSchema = z.enum([
	'not-finite',
	'exploding-gradient',
	'vanishing-gradient',
	'stuck-at-chance',
	'below-floor',
	'idle-parameter',
	'rate-too-high',
	'rate-too-low',
	'dead-expert',
	'kl-blow-up',
	'reward-hacking',
	'entropy-collapse',
	'equal-groups',
	'overfitting',
]);
export type FindingKind = z.infer<typeof findingKindSchema>;

/** What a measure of a lab means to whoever watches a run, told by lab.ts: keys are free, meanings are not. */
export const measureMeaningSchema = z.enum([
	/** KL from the model that the run started from, in nats a token. */
	'kl',
	/** What the policy is trained on. */
	'paid',
	/** What that stands for: true worth, or the reward of problems never trained on. */
	'worth',
	/** Nats a token of the policy's own samples. */
	'entropy',
	/** Share of groups whose samples all got the same reward. */
	'equal-groups',
]);
export type MeasureMeaning = z.infer<typeof measureMeaningSchema>;

/** Numbers of a run: many more than any finding has. */
const MAX_NUMBERS = 40;

export const findingSchema = z.object({
	kind: findingKindSchema,
	/** Step at which it began, as far as the stream tells. */
	step: z.number(),
	/** Step at which it was certain enough to be said. */
	seenAt: z.number(),
	/** The numbers behind it, by name. */
	numbers: z
		.record(z.string().max(40), z.number())
		.refine((numbers) => Object.keys(numbers).length <= MAX_NUMBERS, `A finding has at most ${MAX_NUMBERS} numbers.`)
		.readonly(),
	/** A parameter, an expert or a measure that it is about. */
	about: z.string().max(200).exactOptional(),
});
export type Finding = Readonly<z.infer<typeof findingSchema>>;
