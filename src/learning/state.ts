/**
 * What the fold remembers of one learner: a state per skill, and in it one per instance (a lab in practice, or a re-check).
 * Only advance() writes it; everybody else reads.
 */
import type { HelpParameters } from './parameters.ts';

export type Mode = 'practice' | 'recheck' | 'exam';
export type Item = 'code' | 'short' | 'choice';
/** 0 novice, 1 developing, 2 proficient. */
export type Band = 0 | 1 | 2;

export interface InstanceState {
	readonly mode: Mode;
	readonly item: Item;
	/** Frozen when the instance is first touched, so that help does not shrink while someone works. */
	readonly band: Band;
	/** Ten opportunities on the skill without one independent pass, when the instance began. */
	readonly isSkillStuck: boolean;
	/** Highest rung shown. */
	shown: number;
	/** Highest rung that was ever open. */
	unlocked: number;
	engaged: number;
	fails: number;
	/** Weight of failures already counted; failures in one instance are not independent. */
	failMass: number;
	readonly diagnoses: Map<string, number>;
	lastAttemptAt: number | null;
	/** Last try of either kind, submitted or run in the browser. */
	lastTryAt: number | null;
	activeMs: number;
	/** Struggle units: engaged failures plus active time. */
	units: number;
	isPassed: boolean;
	isPasted: boolean;
	/** Rungs taken in a row without a try between them. */
	rushed: number;
	activeMsAtRung: number | null;
	hasTriedSinceRung: boolean;
}

export interface SkillState {
	p: number;
	/** Withheld credit in log-odds. */
	debt: number;
	isProven: boolean;
	/** Retention: days until recall falls to 0.9, and the last independent pass. */
	stabilityDays: number;
	lastIndependentAt: number | null;
	/** Instances passed independently. */
	readonly independent: Set<string>;
	/** Instances with at least one counted submission. */
	opportunities: number;
	/** Rapid retries that counted for nothing. */
	ignored: number;
	/** Last time rung 4 or 5 was read: a re-check soon after would measure copying. */
	deepHelpAt: number | null;
	/** Questions answered, and the weight they have used up. */
	readonly predicted: Set<string>;
	predictionMass: number;
	readonly instances: Map<string, InstanceState>;
}

export type Skills = Map<string, SkillState>;

export function newSkill(parameters: HelpParameters): SkillState {
	return {
		p: parameters.pInit,
		debt: 0,
		isProven: false,
		stabilityDays: 0,
		lastIndependentAt: null,
		independent: new Set(),
		opportunities: 0,
		ignored: 0,
		deepHelpAt: null,
		predicted: new Set(),
		predictionMass: 0,
		instances: new Map(),
	};
}

export function newInstance(start: { mode: Mode; item: Item; band: Band; isSkillStuck: boolean }): InstanceState {
	return {
		...start,
		shown: 0,
		unlocked: 0,
		engaged: 0,
		fails: 0,
		failMass: 0,
		diagnoses: new Map(),
		lastAttemptAt: null,
		lastTryAt: null,
		activeMs: 0,
		units: 0,
		isPassed: false,
		isPasted: false,
		rushed: 0,
		activeMsAtRung: null,
		hasTriedSinceRung: false,
	};
}

export function bandOf(p: number, parameters: HelpParameters): Band {
	if (p < parameters.bands[0]) return 0;
	return p < parameters.bands[1] ? 1 : 2;
}
