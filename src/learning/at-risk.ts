/**
 * Whom an instructor may want to follow up: facts about one learner in, reasons out, and the rule as the sentence that stands above the list. It
 * says what happened and what did not; it calls nobody anything. Pure: the same facts give the same reasons.
 */
import { percent } from '#contract/number-text.ts';
import type { RiskReason } from '#contract/progress.ts';

/** The whole rule. The sentence is made of these, so it cannot differ from what is done. */
export const AT_RISK = { quietDays: 7, leastShare: 0.5, countedLabs: 2 } as const;

const DAY_MS = 86_400_000;

export interface RiskFacts {
	/** When they last did anything here; null: never. */
	readonly lastActivityAt: number | null;
	/** When they came into the cohort. */
	readonly joinedAt: number;
	/** Every lab is accepted: then there is nothing to be active in. */
	readonly isDone: boolean;
	/** Labs past the deadline that holds for them, with its grace, that nothing was handed in to and that nobody excused. */
	readonly missing: readonly string[];
	/** Of the points so far, as the gradebook has it: 0 to 1; null while nothing counts. */
	readonly share: number | null;
	/** Labs in that share. */
	readonly counted: number;
}

export function riskReasons(facts: RiskFacts, now: number): RiskReason[] {
	const { lastActivityAt, joinedAt, isDone, missing, share, counted } = facts;
	const isSinceJoining = lastActivityAt === null || lastActivityAt < joinedAt;
	const days = Math.floor((now - (isSinceJoining ? joinedAt : lastActivityAt)) / DAY_MS);
	return [
		...(!isDone && days >= AT_RISK.quietDays ? [{ kind: 'quiet' as const, days, isSinceJoining }] : []),
		...(missing.length > 0 ? [{ kind: 'missing' as const, labIds: missing }] : []),
		...(share !== null && counted >= AT_RISK.countedLabs && share < AT_RISK.leastShare
			? [{ kind: 'points' as const, share, counted }]
			: []),
	];
}

/** The most reasons first; of equals who has more labs missing, then who has been away longer. */
export function compareRisks(a: readonly RiskReason[], b: readonly RiskReason[]): number {
	return b.length - a.length || missingOf(b) - missingOf(a) || daysOf(b) - daysOf(a);
}

const missingOf = (reasons: readonly RiskReason[]) =>
	reasons.reduce((sum, each) => sum + (each.kind === 'missing' ? each.labIds.length : 0), 0);
const daysOf = (reasons: readonly RiskReason[]) => reasons.reduce((sum, each) => sum + (each.kind === 'quiet' ? each.days : 0), 0);

export const RISK_RULE_TEXT = `Rule: did nothing here for ${AT_RISK.quietDays} days while labs are open to them; or handed in nothing to a lab whose deadline for them is over; or has less than ${percent(AT_RISK.leastShare)} of the points so far, once ${AT_RISK.countedLabs} labs count.`;

/** A reason as a fact. Which labs are missing, the page says. */
export function reasonText(reason: RiskReason): string {
	switch (reason.kind) {
		case 'quiet':
			return `nothing done ${reason.isSinceJoining ? 'since joining ' : 'for '}${reason.days} days${reason.isSinceJoining ? ' ago' : ''}`;
		case 'missing':
			return `nothing handed in by the deadline to ${reason.labIds.length} ${reason.labIds.length === 1 ? 'lab' : 'labs'}`;
		case 'points':
			// Downwards: 49.7 % is not half.
			return `${percent(Math.floor(reason.share * 100) / 100)} of the points so far, in ${reason.counted} labs`;
	}
}
