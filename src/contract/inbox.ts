/** Messages to one person inside Gradus: kinds, and the facts that each kind holds. Sentences are made where they are shown. */
import { z } from 'zod';
import { lateRuleSchema } from './deadline.ts';
import { outcomeSchema } from './grading.ts';

/** What somebody becomes who accepts. */
const invitedAs = z.enum(['learner', 'instructor', 'owner']);

export const MESSAGE_KINDS = [
	'comment',
	'extension',
	'deadline',
	'verdict',
	'override',
	'recheck',
	'answer',
	'points',
	'invitation',
] as const;
export const messageKindSchema = z.enum(MESSAGE_KINDS);
export type MessageKind = z.infer<typeof messageKindSchema>;

/** Milliseconds since the epoch. */
const moment = z.number();
const change = { submissionId: z.string(), labId: z.string(), before: outcomeSchema, after: outcomeSchema };

/** `by` is the id of a person, never a name: names change, and people leave. */
export const messageDataSchema = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('comment'), submissionId: z.string(), labId: z.string(), by: z.string() }),
	/** `dueAt` null: taken back. `was` is what held before. */
	z.strictObject({
		...{ kind: z.literal('extension'), cohortId: z.string(), labId: z.string(), timeZone: z.string(), by: z.string() },
		...{ dueAt: moment.nullable(), was: moment, reason: z.string() },
	}),
	/** Several labs at once are one message. `dueAt` null: due no more. `was` null: it had no deadline. `rule`: what being late does from now on, where that changed. */
	z.strictObject({
		...{ kind: z.literal('deadline'), cohortId: z.string(), timeZone: z.string() },
		labs: z.array(
			z.strictObject({
				...{ labId: z.string(), dueAt: moment.nullable(), was: moment.nullable() },
				rule: z.strictObject({ graceMinutes: z.number(), late: lateRuleSchema }).optional(),
			}),
		),
	}),
	/** By a regrade, or by its undoing. */
	z.strictObject({ kind: z.literal('verdict'), ...change, isUndone: z.boolean(), points: z.string(), reason: z.string() }),
	z.strictObject({ kind: z.literal('override'), ...change, isUndone: z.boolean(), by: z.string(), reason: z.string() }),
	z.strictObject({ kind: z.literal('recheck'), labId: z.string(), skill: z.string() }),
	z.strictObject({ kind: z.literal('answer'), to: z.enum(['dispute', 'question']), labId: z.string(), by: z.string() }),
	/** A person set the points of a lab, excused it, or took the last of these back; `state` and `points` are what holds now. */
	z.strictObject({
		...{ kind: z.literal('points'), cohortId: z.string(), labId: z.string(), by: z.string(), isUndone: z.boolean() },
		...{ state: z.enum(['set', 'excused', 'none']), points: z.string(), reason: z.string() },
	}),
	/** Asked into a cohort, whose name is as it was then. */
	z.strictObject({ kind: z.literal('invitation'), invitationId: z.string(), cohort: z.string(), as: invitedAs, by: z.string() }),
]);
export type MessageData = z.infer<typeof messageDataSchema>;
