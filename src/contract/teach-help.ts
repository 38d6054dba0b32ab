/**
 * What /teach/<cohort>/help shows: who needs a person, what holds, what help did. Plain data that the server makes and
 * components render. Every figure carries the ids of the learners behind it, so that it can be traced to its cause.
 */
import type { Pace } from './help.ts';
import type { BoundLine } from './progress.ts';

/** `k` of `n`, with the 95 % interval of Wilson. */
export interface Share {
	readonly k: number;
	readonly n: number;
	readonly share: number;
	readonly low: number;
	readonly high: number;
}

/** One rung of one lab: whom it moved. Ids of learners. */
export interface HintEffect {
	readonly labId: string;
	readonly rung: number;
	/** Passed, or met another obstacle, within the window. */
	readonly moved: readonly string[];
	readonly stayed: readonly string[];
	/** Taken less than a day ago and not decided yet; part of no share. */
	readonly undecided: readonly string[];
	readonly share: Share | null;
}

/** Learners of one lab who had the same kind of help before their pass. Ids. */
export interface OutcomeGroup {
	readonly worked: readonly string[];
	readonly passed: readonly string[];
	/** First re-check in code of the lab after the pass; quick forms can be guessed and are not counted. */
	readonly recheckPassed: readonly string[];
	readonly recheckFailed: readonly string[];
}

export interface HelpOutcome {
	readonly labId: string;
	/** At most rung 1 was shown. */
	readonly unaided: OutcomeGroup;
	/** Rung 2 or more. */
	readonly aided: OutcomeGroup;
}

/** Credit of one learner on one skill that waits for an unaided check. */
export interface Withheld {
	readonly skill: string;
	readonly userId: string;
	/** In log-odds. */
	readonly debt: number;
	readonly now: number;
	/** Where the estimate would stand with the credit given back, before the evidence of the check itself. */
	readonly restored: number;
}

export interface DueCheck {
	readonly skill: string;
	readonly userId: string;
	readonly kind: 'retention' | 'restore-credit' | 'prove';
	/** Since when it has been invited, in milliseconds. */
	readonly since: number;
}

/** A bound that was set or ended, as the audit log has it. */
export interface BoundChange extends Omit<BoundLine, 'by' | 'createdAt'> {
	readonly act: 'set' | 'ended';
	readonly at: number;
}

/** The decision for one learner in one lab under some bounds, in the words that the learner reads. */
export interface SimulatedDecision {
	readonly maxLevel: number;
	readonly automation: number;
	readonly floor: number;
	readonly ceiling: number;
	readonly pace: Pace;
	/** Rung that the next sentence is about; null when nothing more opens by work. */
	readonly nextRung: number | null;
	readonly opens: string | null;
	readonly why: readonly string[];
}

export interface Simulation {
	/** What was asked. */
	readonly learner: { readonly id: string; readonly displayName: string } | null;
	readonly lab: { readonly id: string; readonly lesson: string; readonly title: string };
	/** The learner's decision now and with the change; null when only the cohort was asked for. */
	readonly one: { readonly now: SimulatedDecision; readonly changed: SimulatedDecision } | null;
	/** Learners by the highest rung open to them, 0 to 5, now and with the change set for the whole cohort. */
	readonly cohort: { readonly now: readonly number[]; readonly changed: readonly number[] };
	/** Learners whose own bound, or another cohort's, wins over the change. */
	readonly untouched: number;
}

export interface SkillGroup<T> {
	readonly skill: string;
	readonly title: string;
	readonly entries: readonly T[];
}

export interface HelpEffects {
	readonly hints: readonly HintEffect[];
	readonly outcomes: readonly HelpOutcome[];
}
