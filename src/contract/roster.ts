/** A cohort's roster: who is in it, by which links others may come in, and what a file of learners would do, line by line. */
import { z } from 'zod';

/** Lines of one import. A larger file is refused whole. */
export const MAX_ROSTER_LINES = 5_000;
/** A file of learners, bytes. */
export const MAX_ROSTER_BYTES = 1_000_000;
/** Days that a link made for somebody holds when nothing else is said. */
export const LINK_DAYS = 30;
export const MAX_LINK_DAYS = 365;

/** A part of the cohort, such as a tutorial group; empty: none. */
export const sectionSchema = z.string().trim().max(40, 'A section has at most 40 characters.');
/** Read by the learner whom it is about. */
export const removalReasonSchema = z
	.string()
	.trim()
	.min(5, 'Say why, in a few words: the learner reads it.')
	.max(300, 'A reason has at most 300 characters.');

/** One learner as a file has them. */
export interface RosterEntry {
	/** Line of the file, from 1. */
	readonly line: number;
	readonly username: string;
	readonly displayName: string;
	readonly section: string;
}

/**
 * `invite`: no such account, so a link is made. `ask`: the account may accept. `add`: a learner of yours already, who is in at once.
 * `move`: here already, in another section. `same`: nothing to do. `refuse`: with why.
 */
export type RosterOutcome = 'invite' | 'ask' | 'add' | 'move' | 'same' | 'refuse';

export interface PlannedLine extends RosterEntry {
	readonly outcome: RosterOutcome;
	/** What stands behind the outcome, in a sentence; what to mend where it is refused. */
	readonly why: string;
	/** The account, where there is one. */
	readonly userId: string | null;
}

/** A link that can be used now. */
export interface RosterLink {
	readonly id: string;
	/** Null: for whoever holds it. */
	readonly username: string | null;
	readonly displayName: string | null;
	readonly section: string;
	/** The account is asked on its page of cohorts; it needs no address. */
	readonly isAsked: boolean;
	readonly path: string;
	readonly uses: number;
	readonly maxUses: number;
	readonly expiresAt: number;
}

/** A cohort whose owner has no way in any more, as an admin sees it. */
export interface OwnerlessCohort {
	readonly id: string;
	readonly name: string;
	readonly isArchived: boolean;
	/** Why its owner has no way in, in words with their name. */
	readonly why: string;
	/** Names of those who teach it beside the owner. */
	readonly instructors: readonly string[];
	/** Who is offered it and has not answered. */
	readonly asked: string | null;
}
