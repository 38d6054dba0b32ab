/** Lines of the page of deadlines: how each lab stands, and what an asked change would do to it. */
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
