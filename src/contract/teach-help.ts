/**
 * What /teach/<cohort>/help shows: who needs a person, what holds, what help did. Plain data that the server makes and
 * components render. Every figure carries the ids of the learners behind it, so that it can be traced to its cause.
 */

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
	/** First re-check of the lab after the pass. */
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
