/** What `decide()` takes and gives (HELP §2). The learner and the instructor see the same reasons. */
import { z } from 'zod';
import type { ParsonsCard } from './parsons.ts';

export const reasonSchema = z.object({
	code: z.enum([
		'BAND_NOVICE',
		'BAND_DEVELOPING',
		'BAND_PROFICIENT',
		'MUNDANE_FREE',
		'PROBE_NO_HELP',
		'TRY_BETWEEN_HINTS',
		'RAPID_RETRY_NOT_COUNTED',
		'STUCK_ON_TASK',
		'STUCK_ON_SKILL',
		'HARD_BOUND_REACHED',
		'LARGE_PASTE_UNKNOWN_ORIGIN',
		'CREDIT_WITHHELD',
		'PREF_CAP',
		'INSTRUCTOR_FLOOR',
		'INSTRUCTOR_CEILING',
		'INSTRUCTOR_AUTO_CAP',
		'PREF_AUTO_CAP',
		'AUTOMATION_EARNED',
		'AUTOMATION_BY_HAND_ONCE',
		'RECHECK_INVITED',
		'EXIT_OFFERED',
	]),
	p: z.number().optional(),
	mode: z.string().optional(),
	factor: z.number().optional(),
	n: z.number().optional(),
	credit: z.number().optional(),
	amount: z.number().optional(),
	cap: z.number().optional(),
	floor: z.number().optional(),
	ceiling: z.number().optional(),
	level: z.number().optional(),
	kind: z.string().optional(),
	from: z.number().optional(),
});
export type Reason = z.infer<typeof reasonSchema>;

export type HelpStatus = 'unseen' | 'learning' | 'proven' | 'due' | 'mundane';

export interface HelpBounds {
	readonly floor: number;
	readonly ceiling: number;
	readonly accommodation: boolean;
	/** Highest automation level; 2 in ordinary labs, 3 in projects. */
	readonly maxAuto: number;
}

export const paceSchema = z.enum(['gentle', 'standard', 'stretch']);
/** Multiplies the effort a rung needs: ½, 1, 1½. */
export type Pace = z.infer<typeof paceSchema>;

export interface HelpPreference {
	readonly cap: number;
	readonly proactive: 'ask' | 'off';
	/** Highest automation that the learner wants: 1 turns completion off. */
	readonly auto: number;
}

export interface HelpDecision {
	readonly mastery: number | null;
	readonly effective: number | null;
	readonly status: HelpStatus;
	readonly maxLevel: number;
	readonly offer: number | null;
	readonly automation: number;
	readonly next: {
		readonly rung: number;
		readonly attempts: number;
		readonly activeMin: number;
		readonly readSec: number;
		readonly takeFirst: number | null;
	} | null;
	readonly recheck: { readonly kind: 'retention' | 'restore-credit' | 'prove'; readonly from: number } | null;
	readonly escape: readonly string[] | null;
	readonly reasons: readonly Reason[];
}

export { RUNG_TITLES } from './rungs.ts';

/** One rung as the panel shows it. text is HTML, present only for rungs that were taken. */
export interface RungView {
	readonly rung: 1 | 2 | 3 | 4 | 5;
	readonly title: string;
	readonly state: 'taken' | 'open' | 'shut';
	/** Share of a pass that counts once this rung was shown. */
	readonly credit: number;
	readonly openedAt?: number;
	readonly html?: string;
	/** Rung 4: the lines of its step, to put in order. Absent when the step has too few. */
	readonly parsons?: readonly ParsonsCard[];
	/** Rung 5: the question that follows the solution, and the learner's own last answer. */
	readonly why?: { readonly html: string; readonly answer: { readonly t: number; readonly text: string } | null };
}

/** A question to a person, as its learner sees it. */
export interface PersonQuestion {
	readonly id: string;
	readonly text: string;
	readonly askedAt: number;
	readonly answer: { readonly text: string; readonly by: string; readonly at: number } | null;
}

export const personQuestionSchema = z.strictObject({
	text: z
		.string()
		.trim()
		.min(10, 'Say in a sentence or two what you would like to know.')
		.max(1_000, 'A question has at most 1,000 characters.'),
});

export const whyAnswerSchema = z.strictObject({
	answer: z
		.string()
		.trim()
		.min(1, 'Write your answer first; one sentence is enough.')
		.max(2_000, 'An answer has at most 2,000 characters.'),
});

/** What a learner should look at before this lab. */
export interface Prerequisite {
	readonly title: string;
	readonly isProven: boolean;
	readonly places: readonly { readonly title: string; readonly href: string }[];
}

/** GET /api/labs/:id/help */
export interface HelpView {
	readonly signedIn: boolean;
	readonly decision: HelpDecision;
	/** One sentence each, in the words of the panel: why this level, what opens the next rung. */
	readonly why: readonly string[];
	readonly opens: string | null;
	/** Reading that is still asked for, and what counts as reading. */
	readonly reading: string | null;
	/** Share of a pass that counts right now. */
	readonly creditNow: number;
	readonly rungs: readonly RungView[];
	/** Reason of an instructor's bound, with the name. */
	readonly bound: { readonly by: string; readonly reason: string; readonly floor: number; readonly ceiling: number } | null;
	/** What the learner set for themselves. */
	readonly preference: HelpPreference;
	/** The lab was put aside then, and no try or rung has followed. */
	readonly parkedAt: number | null;
	/** From when a re-check after a pass returns what the deep rungs took; null while none was taken. */
	readonly recheckFrom: number | null;
	/** Who answers questions of this learner: instructors of their cohorts. */
	readonly people: readonly string[];
	/** Asked in this lab, newest first. */
	readonly questions: readonly PersonQuestion[];
}
