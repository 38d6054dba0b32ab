/**
 * Reads a person's export back into what the policy takes, so that every number on /me/help can be computed again from
 * the file alone: the log in its order, the learner's own settings, and what held in each lab at that moment.
 */
import { z } from 'zod';
import { learningEventSchema } from '#contract/event.ts';
import { type HelpBounds, type HelpPreference, type Pace, paceSchema } from '#contract/help.ts';
import type { Logged } from './standing-events.ts';

const eventRowSchema = z
	.object({ id: z.string(), t: z.iso.datetime(), data: z.record(z.string(), z.unknown()) })
	.loose()
	.transform(({ id, t, data, ...columns }): Logged => {
		return { id, event: learningEventSchema.parse({ ...data, ...columns, t: Date.parse(t) }) };
	});

const exportSchema = z.object({
	format: z.literal('gradus-export'),
	exportedAt: z.iso.datetime(),
	account: z.object({ helpCap: z.number(), helpProactive: z.boolean(), helpAuto: z.number() }),
	events: z.array(eventRowSchema),
	policy: z.object({
		version: z.string(),
		labs: z.array(
			z.object({
				id: z.string(),
				skill: z.string(),
				config: z.object({ floor: z.number(), ceiling: z.number(), accommodation: z.boolean(), maxAuto: z.number() }),
				pace: paceSchema,
			}),
		),
	}),
});

export interface ReadExport {
	/** The moment of the export: what is recalled depends on it. */
	readonly now: number;
	/** By time, then by id, as the policy folds it. */
	readonly log: readonly Logged[];
	readonly preference: HelpPreference;
	readonly policyVersion: string;
	readonly labs: readonly { readonly id: string; readonly skill: string; readonly config: HelpBounds; readonly pace: Pace }[];
}

/** @throws ZodError for a file that is no export. */
export function readExport(file: unknown): ReadExport {
	const { exportedAt, account, events, policy } = exportSchema.parse(file);
	return {
		now: Date.parse(exportedAt),
		log: events.toSorted((a, b) => a.event.t - b.event.t || (a.id < b.id ? -1 : 1)),
		preference: { cap: account.helpCap, proactive: account.helpProactive ? 'ask' : 'off', auto: account.helpAuto },
		policyVersion: policy.version,
		labs: policy.labs,
	};
}
