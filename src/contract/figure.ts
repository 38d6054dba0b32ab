/** What a run shows beside its curves: pictures of a model, of its samples, of what was measured. Plain data; the page draws it, tells it in words and saves it. */
import { z } from 'zod';

const label = z.string().max(60);
const title = z.string().max(120);
/** The newest figure of an id replaces the one before; experts and rollouts are also kept by step. */
const common = { type: z.literal('figure'), step: z.int(), id: z.string().max(40), title };
const axis = { label: z.string().max(60), log: z.boolean().optional() };

export const attentionFigureSchema = z.object({
	type: z.literal('figure'),
	figure: z.literal('attention'),
	step: z.int(),
	/** Labels of rows and columns. */
	tokens: z.array(z.string().max(40)).max(64),
	/** Head names with row-major weights [time, time]. */
	heads: z.array(z.object({ name: z.string().max(40), weights: z.array(z.number()).max(4_096) })).max(8),
});

/** Which expert works on which token. */
export const expertsFigureSchema = z.object({
	...common,
	figure: z.literal('experts'),
	experts: z.int().min(1).max(64),
	/** Share of the choices that go to each expert; sums to 1. */
	load: z.array(z.number()).max(64),
	/** Shows what goes wrong without the learner's part, on purpose. */
	isDemonstration: z.boolean().optional(),
	/** A text, token by token: the experts chosen and their weights, in the same order. */
	tokens: z.array(z.object({ text: z.string().max(40), experts: z.array(z.int()).max(8), weights: z.array(z.number()).max(8) })).max(256),
});

/** Groups of samples of a policy, each with its reward and what the update makes of it. */
export const rolloutsFigureSchema = z.object({
	...common,
	figure: z.literal('rollouts'),
	groups: z
		.array(
			z.object({
				prompt: z.string().max(200),
				answer: z.string().max(80).optional(),
				samples: z
					.array(
						z.object({
							tokens: z
								.array(
									z.object({
										text: z.string().max(40),
										/** False: the token gets no gradient (prompt, padding, a tool's output). */
										inLoss: z.boolean(),
										/** Probability under the policy now over that at sampling. */
										ratio: z.number().optional(),
										/** Nats. */
										logProb: z.number().optional(),
									}),
								)
								.max(160),
							reward: z.number(),
							advantage: z.number(),
							/** What the verifier said, for example "no answer found". */
							note: z.string().max(120).optional(),
						}),
					)
					.max(32),
			}),
		)
		.max(6),
});

export const barsFigureSchema = z.object({
	...common,
	figure: z.literal('bars'),
	/** Name of the y axis with its unit. */
	y: label,
	labels: z.array(label).max(40),
	/** One value, and optionally one standard error, for each label. */
	series: z.array(z.object({ name: label, values: z.array(z.number()).max(40), errors: z.array(z.number()).max(40).optional() })).max(6),
});

export const plotFigureSchema = z.object({
	...common,
	figure: z.literal('plot'),
	x: z.object(axis),
	y: z.object({ ...axis, range: z.tuple([z.number(), z.number()]).optional() }),
	series: z
		.array(
			z.object({
				name: label,
				kind: z.enum(['line', 'dots', 'band']),
				/** `low` and `high` are ends of an interval: error bars of dots, edges of a band. */
				points: z.array(z.object({ x: z.number(), y: z.number(), low: z.number().optional(), high: z.number().optional() })).max(400),
			}),
		)
		.max(12),
	marks: z
		.array(z.object({ axis: z.enum(['x', 'y']), value: z.number(), label }))
		.max(8)
		.optional(),
});

export const tableFigureSchema = z.object({
	...common,
	figure: z.literal('table'),
	columns: z.array(label).max(12),
	rows: z.array(z.array(z.union([z.string().max(120), z.number()])).max(12)).max(100),
});

export const figureSchema = z.discriminatedUnion('figure', [
	attentionFigureSchema,
	expertsFigureSchema,
	rolloutsFigureSchema,
	barsFigureSchema,
	plotFigureSchema,
	tableFigureSchema,
]);
export type RunFigure = z.infer<typeof figureSchema>;
