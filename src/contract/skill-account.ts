/** What /me/help shows of a skill and of a lab. Plain data that the server makes and components render; the export gives the same numbers. */
import type { HelpDecision, HelpPreference } from './help.ts';
import type { BoundLine, EvidenceLine, LabProgress } from './progress.ts';

/** One more thing that could happen: a pass alone in a new lab, a re-check passed, a failure in a new lab, a month away. */
export type Future = 'unaided-pass' | 'recheck-pass' | 'failure' | 'wait';

export interface Consequence {
	readonly future: Future;
	/** When it is taken to happen: now, or when the re-check that is invited may be taken. */
	readonly t: number;
	/** In a new lab, after it. */
	readonly decision: HelpDecision;
}

export interface SkillAccount {
	readonly skill: string;
	/** In a lab that was not opened yet, before bounds of instructors. */
	readonly decision: HelpDecision;
	/** The estimate, and what of it is recalled now. */
	readonly p: number;
	readonly effective: number;
	/** Chance in 0 to 1 to still recall it; 1 before the first unaided pass. */
	readonly recall: number;
	/** Log-odds that help has withheld, and the estimate with all of them back. */
	readonly debt: number;
	readonly withCredit: number;
	/** Labs and re-checks passed unaided. */
	readonly unaided: number;
	readonly lastUnaidedAt: number | null;
	readonly stabilityDays: number;
	/** When recall falls to the line below which a check is due, while nothing happens. */
	readonly dueAt: number | null;
	/** What will be recalled, by days from now; empty while nothing can fade. */
	readonly curve: readonly { readonly day: number; readonly effective: number }[];
	readonly changes: readonly Consequence[];
}

export interface SkillSection extends SkillAccount {
	readonly title: string;
	readonly why: readonly string[];
	readonly pieces: number;
}

export interface LabSection extends LabProgress {
	readonly skillTitle: string;
	readonly automation: number;
	readonly creditNow: number;
	/** Active time with each rung that was taken, in the order of taking. */
	readonly reading: readonly { readonly rung: number; readonly ms: number }[];
	/** Who bounded it and why, as a sentence; null when nobody did. */
	readonly bound: string | null;
}

export interface HelpAccount {
	readonly skills: readonly SkillSection[];
	readonly labs: readonly LabSection[];
	/** Newest first. */
	readonly evidence: readonly EvidenceLine[];
	/** Ids of events that can be disputed. */
	readonly disputable: ReadonlySet<string>;
	readonly preference: HelpPreference;
	readonly bounds: readonly BoundLine[];
	/** Somebody teaches a cohort of the learner, who can answer a dispute. */
	readonly hasInstructor: boolean;
}
