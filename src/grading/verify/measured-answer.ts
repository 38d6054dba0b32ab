/**
 * What the child that measures weights answers, as JSON. The grader reads it strictly: the child held a file that somebody uploaded, and what an
 * escape from it would say must not become more than a verdict on that file.
 */
import { z } from 'zod';
import { MAX_SEED, SKETCH_SIZE } from './sketch-weights.ts';

const MAX_TENSORS = 10_000;

const goalSchema = z.strictObject({
	goal: z.enum(['at-least', 'at-most']),
	target: z.number(),
	what: z.string().max(200),
	counted: z.enum(['tokens', 'problems']),
	floor: z.number().optional(),
});

export const measuredAnswerSchema = z.discriminatedUnion('ok', [
	z.strictObject({
		ok: z.literal(true),
		preset: z.string().max(80),
		measured: z.strictObject({ value: z.number(), standardError: z.number(), count: z.int().nonnegative() }),
		goal: goalSchema,
		sketch: z.strictObject({
			projection: z.array(z.number()).length(SKETCH_SIZE).readonly(),
			lengths: z.array(z.number()).max(MAX_TENSORS).readonly(),
		}),
		seed: z.string().max(MAX_SEED).nullable(),
	}),
	z.strictObject({ ok: z.literal(false), message: z.string().max(1_000) }),
]);
export type MeasuredAnswer = z.infer<typeof measuredAnswerSchema>;
