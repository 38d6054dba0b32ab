/**
 * Events in, state out: the only way to any number that a learner sees. Events are taken by time, and events of one
 * time in the order given (the store orders them by id), so that the same log always yields the same state.
 */
import type { LearningEvent } from '#contract/event.ts';
import { countFailure, countPass, countPrediction, updateProof } from './evidence.ts';
import { type HelpParameters, PARAMETERS } from './parameters.ts';
import { effective } from './retention.ts';
import { bandOf, type InstanceState, newInstance, newSkill, type SkillState, type Skills } from './state.ts';
import { openRung } from './unlock.ts';

type Attempt = Extract<LearningEvent, { type: 'attempt' }>;
type Practice = Extract<LearningEvent, { type: 'practice' }>;

/** Said about the work, and no part of it. */
const NOTES: ReadonlySet<LearningEvent['type']> = new Set(['dispute', 'overturn', 'kept', 'regrade', 'leave', 'park', 'why']);

export function fold(events: readonly LearningEvent[], parameters: HelpParameters = PARAMETERS, pace = 1): Skills {
	const skills: Skills = new Map();
	for (const event of byTime(events)) advance(skills, event, parameters, pace);
	return skills;
}

/** One step of the fold; changes `skills`. */
export function advance(skills: Skills, event: LearningEvent, parameters: HelpParameters = PARAMETERS, pace = 1): void {
	const skill = skills.get(event.skill) ?? newSkill(parameters);
	skills.set(event.skill, skill);
	if (NOTES.has(event.type)) return;
	if (event.type === 'prediction') countPrediction(skill, event.task, event.verdict === 'pass', parameters);
	else {
		const instance = skill.instances.get(event.task) ?? beginInstance(skill, event, parameters);
		skill.instances.set(event.task, instance);
		apply(skill, instance, event, parameters);
		instance.unlocked = Math.max(instance.unlocked, openRung(instance, pace, parameters));
	}
	updateProof(skill, parameters);
}

/** The instance as it would begin now. */
export function beginInstance(
	skill: SkillState,
	start: Pick<LearningEvent, 't' | 'mode' | 'item'>,
	parameters: HelpParameters,
): InstanceState {
	return newInstance({
		mode: start.mode ?? 'practice',
		item: start.item ?? 'code',
		band: bandOf(effective(skill, start.t, parameters), parameters),
		isSkillStuck: skill.opportunities >= parameters.wheelOpps && skill.independent.size === 0,
	});
}

function apply(skill: SkillState, instance: InstanceState, event: LearningEvent, parameters: HelpParameters): void {
	if (event.type === 'active') {
		instance.activeMs += event.ms;
		instance.units += event.ms / parameters.unitMs;
	} else if (event.type === 'hint') showRung(skill, instance, event);
	else if (event.type === 'tutor' && event.kind !== 'mundane') showRung(skill, instance, event);
	else if (event.type === 'paste') instance.isPasted ||= event.share >= parameters.pasteShare;
	else if (event.type === 'practice') applyPractice(instance, event, parameters);
	else if (event.type === 'attempt') applyAttempt(skill, instance, event, parameters);
}

function showRung(skill: SkillState, instance: InstanceState, { level, t }: { level: number; t: number }): void {
	if (level >= 4) skill.deepHelpAt = t;
	if (level <= instance.shown) return;
	if (instance.activeMsAtRung !== null && !instance.hasTriedSinceRung) instance.rushed++;
	instance.shown = level;
	instance.activeMsAtRung = instance.activeMs;
	instance.hasTriedSinceRung = false;
}

/** A failing run in the browser is effort, never evidence: nothing that weighs a submission changes here. */
function applyPractice(instance: InstanceState, event: Practice, parameters: HelpParameters): void {
	if (instance.isPassed) return;
	const isCounted = isEngaged(event, instance.lastTryAt, parameters);
	instance.lastTryAt = event.t;
	if (!isCounted) return;
	instance.units += parameters.unitsPerFailure;
	noteTry(instance);
}

/** Only the first pass of an instance counts; slips of syntax or types are not evidence on the core skill. */
function applyAttempt(skill: SkillState, instance: InstanceState, event: Attempt, parameters: HelpParameters): void {
	if (instance.isPassed || event.kind === 'mundane') return;
	const isCounted = event.verdict === 'pass' || isEngaged(event, instance.lastAttemptAt, parameters);
	instance.lastAttemptAt = event.t;
	instance.lastTryAt = event.t;
	if (!isCounted) {
		skill.ignored++;
		return;
	}
	instance.engaged++;
	noteTry(instance);
	if (event.verdict === 'pass') countPass(skill, instance, event, parameters);
	else countFailure(skill, instance, event.diagnosis ?? '?', parameters);
}

/** Engaged: the first, or changed by a token and not within seconds of the previous one. */
function isEngaged(event: Attempt | Practice, previousAt: number | null, parameters: HelpParameters): boolean {
	if (previousAt === null) return true;
	return (event.edits ?? 0) >= parameters.minEditTokens && event.t - previousAt >= parameters.minGapMs;
}

function noteTry(instance: InstanceState): void {
	instance.hasTriedSinceRung = true;
	instance.rushed = 0;
}

function byTime(events: readonly LearningEvent[]): readonly LearningEvent[] {
	const isOrdered = events.every((event, n) => n === 0 || (events[n - 1]?.t ?? 0) <= event.t);
	return isOrdered ? events : events.toSorted((a, b) => a.t - b.t);
}
