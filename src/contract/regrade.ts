/** Judging again: what an instructor asks for, the states it goes through, and the rows of its table. */
import { z } from 'zod';
import type { Outcome } from './grading.ts';
import { timeText } from './time-text.ts';

/** Why one verdict took the place of another. */
export const changeCauseSchema = z.enum(['regrade', 'undo', 'override']);
export type ChangeCause = z.infer<typeof changeCauseSchema>;

/** `submitted`: what judged it when it was submitted, from the store. `current`: what judges the lab now. */
export const whichVersionSchema = z.enum(['submitted', 'current']);
export type WhichVersion = z.infer<typeof whichVersionSchema>;

/** `running`: being judged again, nothing is changed. `ready`: a person decides. `applying` and `undoing` go on by themselves after a crash. */
export const regradeStateSchema = z.enum(['running', 'ready', 'applying', 'applied', 'undoing', 'undone', 'discarded']);
export type RegradeState = z.infer<typeof regradeStateSchema>;

/** `needs-staff`: a fault of ours, so it changes nothing. `skipped`: its verdict was changed by something else meanwhile. */
export const itemStateSchema = z.enum(['queued', 'judged', 'needs-staff', 'applied', 'undone', 'skipped']);
export type ItemState = z.infer<typeof itemStateSchema>;

export const pickSchema = z.enum(['latest', 'best', 'all']);

/** Learners read it beside the verdict. */
export const regradeReasonSchema = z
	.string()
	.trim()
	.min(5, 'Say why, in a few words: learners read it beside their verdict.')
	.max(500, 'A reason has at most 500 characters.');

/** Which submissions of the lab: of each learner the latest, the best or all, within days, of one diagnosis, of one learner, or a single one. */
export const regradeScopeSchema = z.object({
	pick: pickSchema,
	/** Milliseconds since the epoch, both ends inside. */
	from: z.number().optional(),
	until: z.number().optional(),
	diagnosis: z.string().optional(),
	learnerId: z.string().optional(),
	submissionId: z.string().optional(),
	/** How many of those were left out, because a person had set their outcome. */
	setByStaff: z.number().optional(),
});
export type RegradeScope = z.infer<typeof regradeScopeSchema>;

/** How many items of a regrade are where. */
export interface RegradeCounts {
	readonly total: number;
	readonly queued: number;
	/** Judged, and the verdict would read differently (or does, once applied). */
	readonly changed: number;
	readonly same: number;
	readonly needsStaff: number;
	readonly applied: number;
	readonly undone: number;
	readonly skipped: number;
}

/** How many items the step that goes on has behind it, and out of how many. */
export function progressOf(state: RegradeState, counts: RegradeCounts): { readonly done: number; readonly of: number } {
	if (state === 'running') return { done: counts.total - counts.queued, of: counts.total };
	const done = state === 'undoing' || state === 'undone' ? counts.undone : counts.applied;
	return { done: done + counts.skipped, of: counts.changed };
}

export interface RegradeLine {
	readonly id: string;
	readonly lab: { readonly id: string; readonly lesson: string; readonly title: string };
	/** Display name of who asked for it. */
	readonly by: string;
	readonly reason: string;
	readonly which: WhichVersion;
	readonly scope: RegradeScope;
	readonly state: RegradeState;
	readonly createdAt: number;
	readonly counts: RegradeCounts;
}

export interface VerdictSummary {
	readonly outcome: Outcome;
	readonly diagnosis: string | null;
	readonly points: number;
	readonly offered: number;
}

/** Where a learner stands on the lab's skill. */
export interface SkillSummary {
	/** Estimate after the last event, 0 to 1. */
	readonly p: number;
	readonly isProven: boolean;
	/** Highest rung of help that may be shown in the lab. */
	readonly level: number;
}

/** What changed a verdict after a regrade had judged, or changed, it. */
export interface NewerChange {
	readonly cause: ChangeCause;
	/** Display name. */
	readonly by: string;
	readonly at: number;
}

const NEWER_WORDS = { override: 'outcome set', regrade: 'judged again', undo: 'put back' } as const;

export const newerWords = ({ cause, by, at }: NewerChange): string => `${NEWER_WORDS[cause]} by ${by}, ${timeText(at)}`;

export interface RegradeRow {
	readonly submissionId: string;
	readonly learner: { readonly id: string; readonly displayName: string; readonly username: string };
	readonly createdAt: number;
	readonly state: ItemState;
	readonly isChanged: boolean;
	readonly before: VerdictSummary;
	readonly after: VerdictSummary | null;
	/** First digits of the SHA-256 of the sandbox's scripts that each was judged by; empty where that was not kept. */
	readonly sandbox: { readonly before: string; readonly after: string };
	/** Why it could not be judged, in one line. */
	readonly reason: string | null;
	/** Then the regrade does nothing to it, and cannot be undone before that is. */
	readonly newer: NewerChange | null;
	/** The learner without this regrade, and with all of it; null for somebody who has left the cohort. */
	readonly skill: { readonly without: SkillSummary; readonly with: SkillSummary } | null;
}

/** What applying does (or did) to people, counted over every row. */
export interface RegradeEffect {
	readonly newlyAccepted: number;
	readonly noLongerAccepted: number;
	readonly pointsUp: number;
	readonly pointsDown: number;
	readonly newlyProven: number;
	readonly noLongerProven: number;
}
