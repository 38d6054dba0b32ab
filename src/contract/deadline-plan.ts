/** Lines of the page of deadlines: how each lab stands, what an asked change would do to it, and more time for several at once. */
import type { Deadline } from './deadline.ts';

interface Person {
	readonly id: string;
	readonly displayName: string;
}

export interface PlannedLab {
	readonly lab: { readonly id: string; readonly lesson: string; readonly title: string };
	readonly was: Deadline | null;
	/** Null: due no more. */
	readonly to: Deadline | null;
	/** The change that made it what it is; null without a deadline. */
	readonly seen: string | null;
	readonly changedBy: string | null;
	readonly changedAt: number | null;
	/** `to` is past already. */
	readonly isPast: boolean;
	/** The reading of the clock that was asked for comes twice, or never. */
	readonly oddity: 'twice' | 'never' | null;
	/** Whose own date moves, with what it was and becomes. */
	readonly moved: readonly { readonly id: string; readonly was: number | null; readonly to: number | null }[];
	/** For whom being late would do something else than before, by the late rule or the grace; with the date that would hold for them. */
	readonly ruled: readonly { readonly id: string; readonly dueAt: number }[];
	/** Of these, whose submissions are late before and after: the other rule counts for them. */
	readonly lateAnew: readonly Person[];
	/** Learners whose extension reaches further and goes on holding. */
	readonly held: readonly Person[];
	/** Learners who have submitted nothing here. */
	readonly waiting: number;
	/** Learners of whom something that was on time becomes late, or the other way round. */
	readonly turnLate: readonly Person[];
	readonly turnOnTime: readonly Person[];
}

export interface DeadlineLine {
	readonly lab: PlannedLab['lab'];
	readonly deadline: Deadline | null;
	/** Id of the change that made it so; null without a deadline. */
	readonly seen: string | null;
	readonly changedBy: string | null;
	readonly changedAt: number | null;
	readonly extensions: number;
	/** Learners who have submitted something. */
	readonly submitted: number;
}

/** What more time for several learners at once would do. */
export interface PlannedExtensions {
	readonly lab: PlannedLab['lab'];
	/** Due for everybody. */
	readonly was: number;
	readonly to: number;
	readonly timeZone: string;
	readonly reason: string;
	/** Of the learners chosen, whose own date moves; `from` is what held for them, `replaces` their shorter extension. */
	readonly moved: readonly (Person & { readonly from: number; readonly replaces: string | null })[];
	/** Who has as much or more already, and keeps it. */
	readonly kept: readonly (Person & { readonly until: number })[];
	/** Learners of whom a submission that was late becomes on time. */
	readonly turnOnTime: readonly Person[];
	readonly isPast: boolean;
	readonly oddity: 'twice' | 'never' | null;
	/** Of all this: what the instructor saw is set, or nothing. */
	readonly digest: string;
}

/** An extension in force. */
export interface ExtensionLine {
	readonly id: string;
	/** Shared by those that were given at once; empty: given alone. */
	readonly actId: string;
	readonly learner: Person;
	readonly lab: PlannedLab['lab'];
	readonly dueAt: number;
	/** The cohort's own date; null when the lab is due no more, and the extension rests. */
	readonly was: number | null;
	readonly reason: string;
	readonly by: string;
	readonly createdAt: number;
}
