/** What instructors ask for about submissions: the filter of their list, comments at lines, and an outcome that they set. */
import { z } from 'zod';
import { type Outcome, outcomeSchema } from './grading.ts';

/** What a submission has come to: its verdict's outcome, or where it waits for one. */
export const submissionStandSchema = z.enum([...outcomeSchema.options, 'queued', 'needs-staff']);
export type SubmissionStand = z.infer<typeof submissionStandSchema>;

export const SUBMISSION_SORTS = ['newest', 'oldest', 'learner'] as const;
export type SubmissionSort = (typeof SUBMISSION_SORTS)[number];

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'A day is written as 2026-01-31.');

/** The query of /teach/<cohort>/submissions: what is left out filters nothing. */
export const submissionQuerySchema = z.object({
	lab: z.string().max(64).optional(),
	learner: z.string().max(64).optional(),
	outcome: submissionStandSchema.optional(),
	diagnosis: z.string().max(80).optional(),
	mode: z.enum(['practice', 'recheck', 'exam']).optional(),
	/** Days by the server's clock, both inside. */
	from: day.optional(),
	until: day.optional(),
	marked: z.enum(['comments', 'overridden']).optional(),
	sort: z.enum(SUBMISSION_SORTS).optional(),
	/** Id of the last submission of the page before. */
	after: z.string().max(64).optional(),
});
export type SubmissionQuery = z.infer<typeof submissionQuerySchema>;

/** One row of the list. */
export interface ListedSubmission {
	readonly id: string;
	readonly learner: { readonly id: string; readonly displayName: string; readonly username: string };
	readonly labId: string;
	readonly lesson: string;
	readonly mode: 'practice' | 'recheck' | 'exam';
	readonly createdAt: number;
	/** Null between the two reads of a submission that is judged this moment. */
	readonly stand: SubmissionStand | null;
	readonly diagnosis: string | null;
	readonly comments: number;
	readonly isOverridden: boolean;
}

export const MAX_COMMENT = 2_000;

export const commentSchema = z.strictObject({
	/** 1-based; null: about the whole. */
	line: z.int().positive().nullable(),
	text: z
		.string()
		.trim()
		.min(1, 'Write what you want to say.')
		.max(MAX_COMMENT, 'A comment has at most 2,000 characters.'),
});
export type CommentText = z.infer<typeof commentSchema>;

/** A comment as both sides see it. */
export interface Comment {
	readonly id: string;
	readonly line: number | null;
	readonly text: string;
	/** Display name of the author. */
	readonly by: string;
	readonly createdAt: number;
	readonly editedAt: number | null;
	/** The learner has not read it as it stands. */
	readonly isUnread: boolean;
}

/** Of an outcome that a person set: what the learner reads beside it. */
export interface OverrideNote {
	readonly by: string;
	readonly at: number;
	readonly reason: string;
	readonly before: Outcome;
	readonly after: Outcome;
}
