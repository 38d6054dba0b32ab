/** Submissions, drafts and checkpoints as they cross HTTP. */
import { z } from 'zod';
import type { OwnDue } from './deadline.ts';
import { verdictSchema } from './grading.ts';
import type { HelpView } from './help.ts';
import type { Lab, OwnNumbers } from './lab.ts';
import type { SittingView } from './recheck.ts';
import { commentViewSchema, overrideNoteSchema } from './review.ts';

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'A SHA-256 is 64 hexadecimal digits in lower case.');

export const checkpointSchema = z.strictObject({ name: z.string().max(64), sha256: sha256Schema });
/** Weights that a submission names: `name` as declared in lab.ts, bytes uploaded before. */
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** Learner source. PostgreSQL stores no NUL, and no editor writes one. */
const codeSchema = z.string().refine((code) => !code.includes('\0'), {
	message: 'The code holds a NUL character, which no file of a lab has. Remove it: most often it came with pasted binary data.',
});

/** POST /api/submissions. Answered 202 {id} once submission and job are committed. */
export const submitRequestSchema = z.strictObject({
	lab: z.string().max(64),
	version: z.int().positive(),
	code: codeSchema,
	idempotencyKey: z.uuid(),
	checkpoints: z.array(checkpointSchema).max(4).default([]),
	/** Task of the open re-check that this is for; absent in practice. */
	sitting: z.string().max(120).optional(),
});
export type SubmitRequest = z.infer<typeof submitRequestSchema>;

export const submissionStateSchema = z.enum(['queued', 'running', 'waiting', 'done', 'needs-staff']);
/** `waiting`: the grader is down; the submission is safe. `needs-staff`: our fault, not counted. */
export type SubmissionState = z.infer<typeof submissionStateSchema>;

/** What made a verdict, for whoever reads it: the same for all learners, so that it says nothing of hidden inputs. */
export const judgedBySchema = z.object({
	layer: z.string(),
	node: z.string(),
	isolatedVm: z.string(),
	tfjs: z.string(),
	labVersion: z.int().optional(),
	/** First digits of the SHA-256 of the sandbox's scripts. */
	sandbox: z.string().optional(),
	/** First digits of the SHA-256 of the lab's version. */
	checks: z.string(),
});
export type JudgedBy = z.infer<typeof judgedBySchema>;

/** GET /api/submissions/:id, and each `state` event of GET /api/submissions/:id/events (SSE). */
export const submissionViewSchema = z.object({
	id: z.string(),
	lab: z.string(),
	state: submissionStateSchema,
	createdAt: z.number(),
	/** Jobs ahead in its lane, while it waits. */
	ahead: z.int().optional(),
	verdict: verdictSchema.optional(),
	/** What instructors wrote about it. */
	comments: z.array(commentViewSchema).default([]),
	/** A person set the outcome. */
	override: overrideNoteSchema.optional(),
	/** The verdict took the place of an earlier one in a regrade. */
	judgedAgain: z.object({ at: z.number(), reason: z.string() }).optional(),
	judgedBy: judgedBySchema.optional(),
	/** What the learner's deadlines make of it, in words: "on time", "late, on day 2: 80 % of the points". Empty without a deadline. */
	lateness: z.array(z.string()).default([]),
});
export type SubmissionView = z.infer<typeof submissionViewSchema>;

/** What a verdict changed, shown beside it. Probabilities in 0 to 1, credits as shares of a pass. */
export interface VerdictEffect {
	readonly skill: string;
	readonly skillTitle: string;
	readonly before: number;
	readonly after: number;
	/** Where it would stand without withheld credit; equal to `after` when nothing is owed. */
	readonly owed: number;
	readonly credit: number;
	/** The lab had been passed before: one more pass of it is no new evidence. */
	readonly isRepeat: boolean;
	readonly help: HelpView;
	/** Of a submission in a re-check: what it gave back, and what that means, in sentences. */
	readonly recheck: RecheckEffect | null;
	readonly next: { readonly title: string; readonly href: string } | null;
}

export interface RecheckEffect {
	/** The estimate as it would stand with the held-back credit alone; equal to `before` when nothing was held back. */
	readonly withCredit: number;
	readonly sentences: readonly string[];
}

/** PUT /api/labs/:id/draft. 409 with the stored draft when `revision` is older than the stored one. */
export const draftSchema = z.strictObject({
	/** '' is the autosaved draft; other names are versions the learner saved. */
	name: z.string().trim().max(80),
	code: codeSchema,
	labVersion: z.int().positive(),
	/** Revision the edit was based on; 0 for none. */
	revision: z.int().nonnegative(),
});
export type DraftWrite = z.infer<typeof draftSchema>;

export const storedDraftSchema = z.object({
	name: z.string(),
	code: z.string(),
	labVersion: z.int(),
	revision: z.int(),
	updatedAt: z.number(),
});
export type StoredDraft = z.infer<typeof storedDraftSchema>;

/** `lent`: the learner has one, but labs no longer run something in it. */
export type ImportSource = 'yours' | 'borrowed' | 'lent';

/** GET /api/labs/:id/workspace: everything the lab page needs that depends on who asks. Never a solution, hidden check or unopened hint. */
export interface LabWorkspace {
	readonly lab: Lab;
	readonly starter: string;
	readonly draft: StoredDraft | null;
	/** TypeScript source behind each `my/<lab>`, and whose it is: of what the lab offers, and of what those files import in turn. */
	readonly my: Readonly<Record<string, { readonly code: string; readonly source: ImportSource }>>;
	/** Sections of diagnoses.md that the public checks can name: what we saw, why it matters, a question. HTML. */
	readonly diagnoses: Readonly<Record<string, string>>;
	readonly signedIn: boolean;
	/** Where this workspace keeps its draft and asks for help: `/api/labs/<id>`, in a re-check `/api/rechecks/<id>`. */
	readonly api: string;
	/** The open re-check that this is the workspace of; null in practice. */
	readonly sitting: SittingView | null;
	/** What makes the numbers of the task the learner's own, and those numbers; null where everybody has the same. */
	readonly own: { readonly seed: number; readonly numbers: OwnNumbers } | null;
	/** When it is due for this learner, in each of their cohorts that set a date. */
	readonly dues: readonly OwnDue[];
}

/** A submission that the grader failed on four times, as staff see it. */
export interface UnjudgedSubmission {
	readonly submissionId: string;
	readonly labTitle: string;
	readonly learner: string;
	/** Of a cohort that whoever looks teaches; null: they teach none of the learner's. */
	readonly cohortId: string | null;
	readonly submittedAt: Date;
	/** What went wrong last, in one line. */
	readonly reason: string;
}
