/**
 * What the progress pages show: /me to the learner, /teach to their instructor. Plain data that the server makes and
 * components render; both see the same numbers. Nothing here is parsed: it never crosses HTTP.
 */
import type { Outcome } from './grading.ts';
import type { HelpDecision, HelpPreference } from './help.ts';
import type { InvitedCheck } from './recheck.ts';

/** What a learner said against an event of theirs, and what their instructor answered. */
export interface Dispute {
	readonly t: number;
	readonly reason: string;
	readonly answer: {
		readonly kind: 'overturned' | 'kept';
		readonly t: number;
		/** Id of the instructor; on a page their name. */
		readonly by: string;
		readonly reason: string;
	} | null;
}

/** One event that a learner would recognise, and what it did to the estimate of a skill. */
export interface EvidenceLine {
	/** Of the event in the log. */
	readonly id: string;
	readonly t: number;
	readonly skill: string;
	readonly task: string;
	/** `note`: recorded, and no evidence. */
	readonly tone: 'pass' | 'fail' | 'help' | 'note';
	readonly what: string;
	/** What it did, for example "+0.39" or "a pass counts 0.60 from here". */
	readonly effect: string;
	readonly before: number;
	readonly after: number;
	readonly dispute: Dispute | null;
}

/** What somebody has put into one lab. Counted by the fold of the event log, as the help policy counts it. */
export interface LabWork {
	/** Tries that counted: submissions that failed, and failing runs in the browser with changed code. */
	readonly tries: number;
	readonly activeMs: number;
	/** Highest rung read; 0 for none. */
	readonly rungTaken: number;
	/** The diagnosis met most often, or null when none was met. */
	readonly repeated: { readonly diagnosis: string; readonly times: number } | null;
}

/**
 * Why somebody is called stuck in a lab: `task`: the same diagnosis again and again, or many tries; `bound`: so much work that effort opens nothing
 * more; `skill`: many labs on its skill, and none of them without help. The numbers: learning/stuck-rule.ts.
 */
export type StuckRule = 'task' | 'bound' | 'skill';

export interface LabProgress {
	readonly labId: string;
	readonly lesson: string;
	readonly title: string;
	readonly state: 'not-started' | 'working' | 'accepted';
	readonly submissions: number;
	readonly lastAt: number | null;
	/** Put aside by its learner then, and not taken up since. */
	readonly parkedAt: number | null;
	/** Highest rung that may be opened now, and why. */
	readonly maxLevel: number;
	readonly why: readonly string[];
	readonly opens: string | null;
	/** The rule that calls this stuck, or null. */
	readonly stuck: StuckRule | null;
	/** An unaided re-check of the lab's skill is invited now. */
	readonly isDue: boolean;
	readonly work: LabWork;
}

export interface SkillProgress {
	readonly id: string;
	readonly title: string;
	readonly decision: HelpDecision;
	readonly why: readonly string[];
	/** Newest first. */
	readonly evidence: readonly EvidenceLine[];
}

export interface Progress {
	readonly labs: readonly LabProgress[];
	readonly skills: readonly SkillProgress[];
	/** Those that can begin now first. */
	readonly due: readonly InvitedCheck[];
	/** Newest first, of all skills. */
	readonly timeline: readonly EvidenceLine[];
	readonly preference: HelpPreference;
}

export interface CohortCell extends LabProgress {
	/** Of the newest submission; null while none is decided. */
	readonly outcome: Outcome | null;
	/** Effective mastery of the lab's core skill now, 0 to 1; null without evidence. */
	readonly mastery: number | null;
}

/** A diagnosis of the last seven days and who met it, submitted or in the browser. */
export interface Misconception {
	readonly diagnosis: string;
	readonly labId: string;
	readonly lesson: string;
	/** Each learner once, however often they met it. */
	readonly learners: readonly { readonly id: string; readonly displayName: string }[];
	/** A few submissions that it was found in, the newest of different learners first; none where it was met in the browser alone. */
	readonly submissions: readonly string[];
}

/** A few lines of submitted code that say nothing of their writer (learning/excerpt.ts). */
export interface Excerpt {
	/** Number of its first line in the submission, from 1. */
	readonly from: number;
	/** The line that it is about, from 1; null: none is known. */
	readonly line: number | null;
	readonly lines: readonly string[];
}

export interface ShownMisconception extends Misconception {
	readonly excerpts: readonly (Excerpt & { readonly submissionId: string })[];
}

export interface CohortProgress {
	readonly labs: readonly { readonly id: string; readonly lesson: string; readonly title: string; readonly skill: string }[];
	readonly learners: readonly {
		readonly id: string;
		readonly username: string;
		readonly displayName: string;
		/** Empty: none. */
		readonly section: string;
		readonly lastActivityAt: number | null;
		/** In the order of `labs`. */
		readonly cells: readonly CohortCell[];
	}[];
	/** Most learners first. */
	readonly misconceptions: readonly Misconception[];
}

/** One learner in one lab who may need a person. */
export interface StuckEntry {
	readonly learner: { readonly id: string; readonly displayName: string };
	readonly lab: { readonly id: string; readonly lesson: string; readonly title: string };
	readonly rule: StuckRule;
	readonly cell: CohortCell;
}

/** A fact about a learner that an instructor may want to follow up, by the rule of learning/at-risk.ts. */
export type RiskReason =
	| { readonly kind: 'quiet'; readonly days: number; readonly isSinceJoining: boolean }
	| { readonly kind: 'missing'; readonly labIds: readonly string[] }
	| { readonly kind: 'points'; readonly share: number; readonly counted: number };

export interface RiskEntry {
	readonly learner: { readonly id: string; readonly displayName: string };
	/** At least one. */
	readonly reasons: readonly RiskReason[];
}

/** An instructor's bound on help that holds now. */
export interface BoundLine {
	readonly id: string;
	/** Id of a learner, or null for everybody in the cohort. */
	readonly userId: string | null;
	/** Id of a lab, or null for every lab. */
	readonly labId: string | null;
	readonly floor: number;
	readonly ceiling: number;
	readonly pace: 'gentle' | 'standard' | 'stretch';
	/** Highest automation, or null for what the lab allows. */
	readonly maxAuto: number | null;
	/** The floor holds in re-checks too. */
	readonly accommodation: boolean;
	readonly reason: string;
	/** Display name of the instructor. */
	readonly by: string;
	readonly createdAt: number;
}
