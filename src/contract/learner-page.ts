/** What an instructor's page about one learner shows. Plain data that the server makes and components render; only the address is parsed. */
import { z } from 'zod';
import type { Due } from './deadline.ts';
import type { Outcome } from './grading.ts';
import type { PointsCell } from './points-view.ts';
import type { LabProgress } from './progress.ts';

/** One thing that happened, whoever did it. */
export interface TimelineLine {
	/** Unlike that of every other line of the learner. */
	readonly id: string;
	/** Milliseconds since the epoch. */
	readonly at: number;
	/** Null: about no lab in particular. */
	readonly labId: string | null;
	/** "1.4"; empty where it is about no lesson. */
	readonly lesson: string;
	/** `staff`: done by an instructor. */
	readonly tone: 'pass' | 'fail' | 'help' | 'note' | 'staff';
	readonly what: string;
	/** What it changed, or the words that were said; empty for neither. */
	readonly detail: string;
	/** The submission that it is about. */
	readonly submissionId: string | null;
}

/** A stretch of the timeline: the newest lines before `before`. */
export interface TimelinePage {
	readonly lines: readonly TimelineLine[];
	/** Where the next stretch begins; null: these are the first that there are. */
	readonly earlier: string | null;
}

/** One lab with where the learner stands in it. */
export interface LearnerLab extends LabProgress {
	readonly points: PointsCell;
	readonly due: Due | null;
	/** The first that was accepted, else the newest that was judged, else the newest. */
	readonly best: { readonly id: string; readonly outcome: Outcome | null } | null;
}

/** One submission to a lab beside the one before it. */
export interface LearnerTry {
	readonly id: string;
	/** From 1. */
	readonly place: number;
	readonly at: number;
	readonly outcome: Outcome | null;
	readonly diagnosis: string | null;
	readonly code: string;
	/** Code of the try before; null for the first. */
	readonly before: string | null;
}

/** A few tries of one lab, newest first. */
export interface TriesPage {
	readonly tries: readonly LearnerTry[];
	readonly total: number;
	/** Place of the newest try of the next page; 0: there is none. */
	readonly earlier: number;
}

export interface LearnerComment {
	readonly id: string;
	readonly submissionId: string;
	readonly lesson: string;
	readonly line: number | null;
	readonly text: string;
	readonly by: string;
	readonly at: number;
	readonly isRead: boolean;
}

/** Pages that an instructor may see as a learner sees them. */
export const PREVIEW_VIEWS = { home: 'Home', path: 'Path', work: 'My work' } as const;
export const previewViewSchema = z.enum(['home', 'path', 'work']).catch('home');
export type PreviewView = z.infer<typeof previewViewSchema>;

/** What the address chooses. What it cannot mean is passed over, as if it were not there. */
export const learnerQuerySchema = z.object({
	lab: z.string().catch(''),
	/** As `TimelinePage.earlier`. */
	before: z
		.string()
		.regex(/^\d{1,15}\..+$/)
		.catch(''),
	/** Place of the newest try that is shown. */
	try: z.coerce.number().int().positive().nullable().catch(null),
});
export type LearnerQuery = z.infer<typeof learnerQuerySchema>;
