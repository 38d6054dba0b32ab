/**
 * The event log of HELP §2.2: the only source of mastery, help and every number shown.
 * A browser may report `practice` and `paste`; everything else is derived by the server.
 */
import { z } from 'zod';
import { changeCauseSchema } from './regrade.ts';

const base = {
	/** Milliseconds since the epoch, server time. */
	t: z.number(),
	skill: z.string(),
	/** The instance: lab id in practice, `<lab>#<variant>` in a re-check, `<lesson>/<question>` for a prediction. */
	task: z.string(),
	mode: z.enum(['practice', 'recheck', 'exam']).optional(),
	item: z.enum(['code', 'short', 'choice']).optional(),
};

export const learningEventSchema = z.discriminatedUnion('type', [
	z.object({ ...base, type: z.literal('open') }),
	z.object({ ...base, type: z.literal('active'), ms: z.number().nonnegative() }),
	z.object({
		...base,
		type: z.literal('attempt'),
		verdict: z.enum(['pass', 'fail']),
		diagnosis: z.string().optional(),
		/** Changed tokens since the previous attempt of the instance, counted by the server. */
		edits: z.number().optional(),
		kind: z.literal('mundane').optional(),
	}),
	/** A failing run of the public checks in the browser: a struggle unit when engaged, never evidence. */
	z.object({ ...base, type: z.literal('practice'), diagnosis: z.string().optional(), edits: z.number().optional() }),
	z.object({ ...base, type: z.literal('hint'), level: z.int().min(1).max(5) }),
	z.object({ ...base, type: z.literal('tutor'), level: z.int().min(0).max(5), kind: z.literal('mundane').optional() }),
	z.object({ ...base, type: z.literal('paste'), share: z.number().min(0).max(1) }),
	z.object({ ...base, type: z.literal('automation'), level: z.int().min(0).max(3) }),
	z.object({
		...base,
		type: z.literal('prediction'),
		question: z.string(),
		variant: z.int(),
		answer: z.string(),
		verdict: z.enum(['pass', 'fail']),
	}),
	z.object({ ...base, type: z.literal('dispute'), eventId: z.string(), reason: z.string().max(2_000) }),
	/** An instructor agrees with a dispute: the event that it names counts for nothing from then on. */
	z.object({ ...base, type: z.literal('overturn'), eventId: z.string(), by: z.string(), reason: z.string().max(2_000) }),
	/** An instructor answers a dispute with a no: the event that it names goes on counting. Changes nothing. */
	z.object({ ...base, type: z.literal('kept'), eventId: z.string(), by: z.string(), reason: z.string().max(2_000) }),
	/** A submission has another verdict: from then on the attempt that it names is read with this one, at the attempt's own time. */
	z.object({
		...base,
		type: z.literal('regrade'),
		eventId: z.string(),
		verdict: z.enum(['pass', 'fail']),
		diagnosis: z.string().optional(),
		kind: z.literal('mundane').optional(),
		cause: changeCauseSchema,
		/** Row of verdict_changes. */
		changeId: z.string(),
		/** The regrade that it is part of. */
		regradeId: z.string().optional(),
		reason: z.string().max(2_000),
	}),
	/** A re-check was left before it was decided. Free: it changes nothing. */
	z.object({ ...base, type: z.literal('leave') }),
	/** The lab was put aside, with a way back. Changes nothing. */
	z.object({ ...base, type: z.literal('park') }),
	/** The answer to the why-question of rung 5, for the learner and their instructor. Not evidence. */
	z.object({ ...base, type: z.literal('why'), answer: z.string().max(2_000) }),
]);
export type LearningEvent = z.infer<typeof learningEventSchema>;
export type LearningEventType = LearningEvent['type'];
