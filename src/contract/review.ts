/** What instructors ask for about submissions: the filter of their list, comments at lines, and an outcome that they set. */
import { z } from 'zod';
import { outcomeSchema } from './grading.ts';

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
	/** Days in UTC, as the list shows them; both inside. */
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
	text: z.string().trim().min(1, 'Write what you want to say.').max(MAX_COMMENT, 'A comment has at most 2,000 characters.'),
});
export type CommentText = z.infer<typeof commentSchema>;

/** A comment as both sides see it. */
export const commentViewSchema = z.object({
	id: z.string(),
	line: z.int().positive().nullable(),
	text: z.string(),
	/** Display name of the author. */
	by: z.string(),
	createdAt: z.number(),
	editedAt: z.number().nullable(),
	/** The learner has not read it as it stands. */
	isUnread: z.boolean(),
});
export type Comment = z.infer<typeof commentViewSchema>;

/** Of an outcome that a person set: what the learner reads beside it. */
export const overrideNoteSchema = z.object({
	by: z.string(),
	at: z.number(),
	reason: z.string(),
	before: outcomeSchema,
	after: outcomeSchema,
});
export type OverrideNote = z.infer<typeof overrideNoteSchema>;

/** GET /api/labs/:id/comments, newest first: what instructors wrote to the learner about their submissions. */
export interface OwnComment {
	readonly submissionId: string;
	readonly labId: string;
	readonly lesson: string;
	readonly submittedAt: number;
	/** The line as it was submitted, without its indent; null for a comment about the whole. */
	readonly quote: string | null;
	readonly comment: Comment;
}

/** POST /api/me/comments: which comments were shown to their learner. */
export const shownCommentsSchema = z.strictObject({
	ids: z.array(z.string().min(1).max(64)).min(1).max(200),
	/** When the newest of them was last changed, in milliseconds: a text that changed later was not the one that was shown. */
	until: z.int().nonnegative().max(8.64e15),
});
export type ShownComments = z.infer<typeof shownCommentsSchema>;

/** When a comment came to read as it does, in milliseconds. */
export function changedAt({ createdAt, editedAt }: Comment): number {
	return editedAt ?? createdAt;
}

/** What help a learner had taken in a lab before a moment. */
export interface HelpBefore {
	/** Highest first taken of each rung, by time. */
	readonly rungs: readonly { readonly level: number; readonly at: number }[];
	/** Answers of the tutor by the level measured in them; mundane ones count as 0. */
	readonly tutor: readonly { readonly level: number; readonly times: number }[];
	/** How often AI wrote into the editor, by level. */
	readonly automation: readonly { readonly level: number; readonly times: number }[];
	/** The largest share of the file that was pasted at once; 0 for none. */
	readonly pastedShare: number;
	/** Failing runs of the public checks in the browser. */
	readonly practiceRuns: number;
	readonly activeMs: number;
}
