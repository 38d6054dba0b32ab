/** What pages show of points. Plain data that the server makes and components render; nothing here is parsed. */

import type { CountingRule, GradebookSettings, ScoreChangeKind } from './gradebook.ts';
import type { Outcome } from './grading.ts';

/** One cell as every page has it. */
export interface PointsCell {
	readonly labId: string;
	readonly lesson: string;
	readonly title: string;
	readonly worth: number;
	readonly points: number | null;
	/** 0 to 1. */
	readonly ratio: number | null;
	readonly isSet: boolean;
	readonly isExcused: boolean;
	readonly isLate: boolean;
	readonly isWaiting: boolean;
	readonly isMissing: boolean;
	/** Left out of the total because that helps most. */
	readonly isDropped: boolean;
	readonly isHandedIn: boolean;
}

export interface PointsRow {
	readonly id: string;
	readonly name: string;
	readonly username: string;
	readonly section: string | null;
	readonly cells: readonly PointsCell[];
	/** 0 to 1. */
	readonly total: number | null;
	/** Labs in the total. */
	readonly counted: number;
}

/** What the pages of a gradebook say of their cohort. */
export interface CohortLine {
	readonly id: string;
	readonly name: string;
	readonly archivedAt: Date | null;
	/** Names are hidden. */
	readonly isPseudonymous: boolean;
}

export interface Gradebook {
	readonly cohort: CohortLine;
	readonly settings: GradebookSettings;
	readonly labs: readonly {
		readonly id: string;
		readonly lesson: string;
		readonly title: string;
		readonly worth: number;
		readonly weight: number;
	}[];
	readonly rows: readonly PointsRow[];
}

/** One thing that happened to a cell. */
export type CellEvent =
	| {
			readonly kind: 'submission';
			readonly at: number;
			readonly id: string;
			/** Null while it waits. */
			readonly outcome: Outcome | null;
			readonly score: { readonly points: number; readonly offered: number } | null;
			/** "on time", "late, on day 2: 80 % of the points". */
			readonly lateness: string;
			/** What it would come to. */
			readonly points: number | null;
			readonly isCounted: boolean;
			/** The verdict is not the first. */
			readonly isChanged: boolean;
	  }
	| {
			readonly kind: 'change';
			readonly at: number;
			readonly what: ScoreChangeKind;
			readonly points: number | null;
			readonly worth: number | null;
			readonly by: string;
			/** By whoever reads it. */
			readonly isOwn: boolean;
			readonly reason: string;
	  };

export interface CellPage {
	readonly cohort: CohortLine;
	readonly learner: { readonly id: string; readonly displayName: string };
	readonly cell: PointsCell;
	readonly rule: CountingRule;
	readonly weight: number;
	/** The deadline in words, and the late rule; null without one. */
	readonly due: { readonly at: number; readonly timeZone: string; readonly extendedFrom: number | null; readonly rule: string } | null;
	/** Newest first. */
	readonly events: readonly CellEvent[];
	/** Number of the change in force; 0 for none. */
	readonly seen: number;
	readonly row: PointsRow;
}
