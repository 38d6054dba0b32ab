/**
 * Which rung is open in an instance, from effort and reading time alone. One rung at a time, in order; a rung that
 * was open stays open; whoever keeps working reaches the last one. Bounds of people are applied later, in decide().
 */
import { entry, type HelpParameters } from './parameters.ts';
import type { InstanceState } from './state.ts';

/** Goes round in circles: the same diagnosis again and again, many tries, or a skill that never came unaided. */
export function isStuck(instance: InstanceState, parameters: HelpParameters): boolean {
	if (instance.mode !== 'practice') return false;
	if (instance.isSkillStuck || instance.engaged >= parameters.wheelAttempts) return true;
	return [...instance.diagnoses.values()].some((times) => times >= parameters.wheelSameDiag);
}

/** So much work that effort is no longer asked for. */
export function isPastHardBound(instance: InstanceState, parameters: HelpParameters): boolean {
	if (instance.mode !== 'practice') return false;
	return instance.activeMs >= parameters.hardActiveMs || instance.engaged >= parameters.hardAttempts;
}

/** Struggle units that rung `rung` asks for in all. `pace` multiplies effort, never reading time. */
export function unitsNeeded(instance: InstanceState, rung: number, pace: number, parameters: HelpParameters): number {
	const stuck = isStuck(instance, parameters) ? parameters.wheelFactor : 1;
	return entry(parameters.need[instance.band] ?? [], rung - 1) * stuck * pace;
}

/** Active milliseconds still to read on rung `rung - 1` before `rung` opens without a try. */
export function readingLeftMs(instance: InstanceState, rung: number, parameters: HelpParameters): number {
	if (rung === 1 || instance.hasTriedSinceRung) return 0;
	const stuck = isStuck(instance, parameters) ? parameters.wheelFactor : 1;
	const rush = instance.rushed >= parameters.rushCount ? parameters.rushFactor : 1;
	const read = instance.activeMs - (instance.activeMsAtRung ?? 0);
	return Math.max(0, entry(parameters.coolMs, rung - 1) * rush * stuck - read);
}

/** Highest open rung, before bounds. */
export function openRung(instance: InstanceState, pace: number, parameters: HelpParameters): number {
	if (instance.mode !== 'practice') return 0;
	let open = instance.unlocked;
	while (open < 5 && open <= instance.shown && isNextOpen(instance, open + 1, pace, parameters)) open++;
	return open;
}

function isNextOpen(instance: InstanceState, rung: number, pace: number, parameters: HelpParameters): boolean {
	const isEnough = isPastHardBound(instance, parameters) || instance.units >= unitsNeeded(instance, rung, pace, parameters);
	return isEnough && readingLeftMs(instance, rung, parameters) === 0;
}
