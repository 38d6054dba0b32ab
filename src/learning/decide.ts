/**
 * The help decision: how much of an unproven skill may be shown, how much code AI may write for a proven one, and why.
 * No clock, no I/O, no chance: the same input yields the same bytes, in the server and in the browser.
 */
import type { LearningEvent } from '#contract/event.ts';
import type { HelpBounds, HelpDecision, HelpPreference, HelpStatus, Pace, Reason } from '#contract/help.ts';
import { automationLevel } from './automation.ts';
import { type Bounded, boundLevel } from './bounds.ts';
import { round3 } from './estimate-text.ts';
import { beginInstance, fold } from './fold.ts';
import { type HelpParameters, PACE_FACTOR, PARAMETERS } from './parameters.ts';
import { invitedRecheck } from './recheck.ts';
import { effective, recall } from './retention.ts';
import { type InstanceState, type Mode, newSkill, type SkillState } from './state.ts';
import { isPastHardBound, isStuck, openRung, readingLeftMs, unitsNeeded } from './unlock.ts';

export interface HelpInput {
	readonly now: number;
	readonly events: readonly LearningEvent[];
	readonly skill: string;
	/** The instance that help is asked for. */
	readonly task: string;
	readonly skillKind?: 'core' | 'mundane';
	/** True when the lab tests this very skill: then AI never writes the whole of it. */
	readonly labCore?: boolean;
	readonly config?: Partial<HelpBounds>;
	readonly pref?: Partial<HelpPreference>;
	/** Kind of sitting, for an instance that no event has touched yet. */
	readonly mode?: Mode;
	/** Instructor's multiplier on effort. */
	readonly pace?: Pace;
}

/** Everything the parts of a decision read. */
interface Situation {
	readonly skill: SkillState;
	readonly instance: InstanceState;
	readonly effective: number;
	readonly status: HelpStatus;
	readonly isStuck: boolean;
	readonly isPastHardBound: boolean;
	readonly pace: number;
	readonly parameters: HelpParameters;
}

const BAND_REASONS = ['BAND_NOVICE', 'BAND_DEVELOPING', 'BAND_PROFICIENT'] as const;

export function decide(input: HelpInput, parameters: HelpParameters = PARAMETERS): HelpDecision {
	const skills = input.skillKind === 'mundane' ? undefined : fold(input.events, parameters, PACE_FACTOR[input.pace ?? 'standard']);
	return decideOn(skills?.get(input.skill), input, parameters);
}

/** The same decision from a state that was folded already, at the same pace. Reads it only. */
export function decideOn(
	folded: SkillState | undefined,
	input: Omit<HelpInput, 'events'>,
	parameters: HelpParameters = PARAMETERS,
): HelpDecision {
	const bounds: HelpBounds = { floor: 0, ceiling: 5, accommodation: false, maxAuto: 3, ...input.config };
	const preference: HelpPreference = { cap: 5, proactive: 'ask', auto: 3, ...input.pref };
	if (input.skillKind === 'mundane') return mundaneDecision(bounds);
	const situation = readSituation(folded ?? newSkill(parameters), input, parameters);
	const { skill, instance } = situation;
	const open = Math.max(openRung(instance, situation.pace, parameters), instance.mode === 'practice' ? instance.shown : 0);
	const bounded = boundLevel(open, instance.mode, bounds, preference);
	const offer = offeredRung(situation, open, preference);
	const ways = exits(situation, bounded, bounds, preference);
	const automation = automationLevel({
		...situation,
		now: input.now,
		isCore: input.labCore ?? false,
		maxAuto: bounds.maxAuto,
		wanted: preference.auto,
	});
	const recheck = invitedRecheck(skill, { status: situation.status, mode: instance.mode, now: input.now }, parameters);
	return {
		mastery: round3(skill.p),
		effective: round3(situation.effective),
		status: situation.status,
		maxLevel: bounded.level,
		offer: offer !== null && offer > bounded.level ? null : offer,
		automation: automation.level,
		next: nextRung(situation, open),
		recheck,
		escape: ways,
		reasons: [
			...situationReasons(situation),
			...bounded.reasons,
			...(ways === null ? [] : [{ code: 'EXIT_OFFERED' } as const]),
			...automation.reasons,
			...(recheck === null ? [] : [{ code: 'RECHECK_INVITED', ...recheck } as const]),
		],
	};
}

/** Proven, with recall below the line, is due. Practice runs and time alone leave a skill unseen. */
export function statusOf(skill: SkillState, now: number, parameters: HelpParameters): HelpStatus {
	if (skill.opportunities === 0 && skill.ignored === 0 && skill.predicted.size === 0) return 'unseen';
	if (!skill.isProven) return 'learning';
	return recall(skill, now, parameters) < parameters.dueR ? 'due' : 'proven';
}

function mundaneDecision(bounds: HelpBounds): HelpDecision {
	const automation = Math.min(3, bounds.maxAuto);
	return {
		mastery: null,
		effective: null,
		status: 'mundane',
		maxLevel: 5,
		offer: null,
		automation,
		next: null,
		recheck: null,
		escape: null,
		reasons: [{ code: 'MUNDANE_FREE' }],
	};
}

function readSituation(skill: SkillState, input: Omit<HelpInput, 'events'>, parameters: HelpParameters): Situation {
	const start = { t: input.now, ...(input.mode === undefined ? {} : { mode: input.mode }) };
	const instance = skill.instances.get(input.task) ?? beginInstance(skill, start, parameters);
	return {
		skill,
		instance,
		effective: effective(skill, input.now, parameters),
		status: statusOf(skill, input.now, parameters),
		isStuck: isStuck(instance, parameters),
		isPastHardBound: isPastHardBound(instance, parameters),
		pace: PACE_FACTOR[input.pace ?? 'standard'],
		parameters,
	};
}

function situationReasons({ skill, instance, parameters, ...situation }: Situation): Reason[] {
	const reasons: Reason[] = [{ code: BAND_REASONS[instance.band], p: round3(situation.effective) }];
	if (instance.mode !== 'practice') reasons.push({ code: 'PROBE_NO_HELP', mode: instance.mode });
	if (instance.rushed >= parameters.rushCount) reasons.push({ code: 'TRY_BETWEEN_HINTS', factor: parameters.rushFactor });
	if (skill.ignored > 0) reasons.push({ code: 'RAPID_RETRY_NOT_COUNTED', n: skill.ignored });
	if (situation.isStuck) reasons.push({ code: instance.isSkillStuck ? 'STUCK_ON_SKILL' : 'STUCK_ON_TASK', factor: parameters.wheelFactor });
	if (situation.isPastHardBound) reasons.push({ code: 'HARD_BOUND_REACHED' });
	if (instance.isPasted) reasons.push({ code: 'LARGE_PASTE_UNKNOWN_ORIGIN', credit: parameters.pasteCredit });
	if (skill.debt > 0) reasons.push({ code: 'CREDIT_WITHHELD', amount: round3(skill.debt) });
	return reasons;
}

/** Exactly what opens the next rung: tries or active minutes, then reading, and the rung to take first. */
function nextRung({ instance, pace, parameters, ...situation }: Situation, open: number): HelpDecision['next'] {
	if (instance.mode !== 'practice' || instance.isPassed || open >= 5) return null;
	const rung = open + 1;
	const units = situation.isPastHardBound ? 0 : Math.max(0, unitsNeeded(instance, rung, pace, parameters) - instance.units);
	const takeFirst = instance.shown < open ? open : null;
	const readMs = takeFirst === null ? readingLeftMs(instance, rung, parameters) : 0;
	return {
		rung,
		attempts: Math.max(0, Math.ceil(units - 1e-9)),
		activeMin: round3((units * parameters.unitMs) / 60_000),
		readSec: round3(readMs / 1000),
		takeFirst,
	};
}

/** A rung proposed unasked: to whoever is stuck, or has worked a unit longer than the rung needs. */
function offeredRung({ instance, pace, parameters, ...situation }: Situation, open: number, preference: HelpPreference): number | null {
	if (instance.mode !== 'practice' || instance.isPassed || open <= instance.shown || preference.proactive === 'off') return null;
	const rung = instance.shown + 1;
	const isOverdue = instance.units >= unitsNeeded(instance, rung, pace, parameters) + parameters.proactiveLag;
	return situation.isStuck || isOverdue ? rung : null;
}

/** Ways out for whoever the ladder cannot carry on: nobody is left at a closed door. */
function exits({ instance, ...situation }: Situation, bounded: Bounded, bounds: HelpBounds, preference: HelpPreference): string[] | null {
	if (instance.isPassed) return null;
	if (instance.mode !== 'practice') return ['leave-probe'];
	const top = Math.min(bounds.ceiling, preference.cap);
	const isStuckAtBound = situation.isStuck && top < 5 && bounded.level >= top;
	if (!situation.isPastHardBound && !instance.isSkillStuck && !isStuckAtBound) return null;
	return ['park', 'prerequisite', 'ask-human', ...(preference.cap < bounds.ceiling ? ['lift-own-cap'] : [])];
}
