/** What a made-up learner really knows of one skill: hidden from every policy, and what the exam asks for. */
import type { Archetype } from './archetypes.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

export interface Memory {
	/** Skill before the course, 0 to 1; what is known falls back towards it, never far below. */
	readonly before: number;
	known: number;
	/** Days until recall falls to 0.9. */
	lastsDays: number;
	/** Day of the last work with it; null before the first. */
	lastDay: number | null;
}

/** The shape of FSRS with decay ½, as the policy has it; but the policy does not know these numbers. */
const SHAPE = 0.9 ** -2 - 1;
/** Share of what was known before that no absence takes away. */
const KEPT = 0.8;

export const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export function newMemory(archetype: Archetype, world: World, random: Random): Memory {
	const jitter = (random() + random() + random() - 1.5) * 0.12;
	return {
		before: clamp(archetype.start + jitter, 0.02, 0.95),
		known: 0,
		lastsDays: world.memoryDays / archetype.forgetting,
		lastDay: null,
	};
}

/** What can be recalled on a day. */
export function knownOn(memory: Memory, day: number): number {
	if (memory.lastDay === null) return memory.known;
	const floor = memory.before * KEPT;
	return Math.min(memory.known, floor) + Math.max(0, memory.known - floor) * recallAfter(memory, day - memory.lastDay);
}

/** Work with a skill begins from what is left of it. Returns the days since it was last worked with. */
export function takeUp(memory: Memory, day: number): number {
	const gap = memory.lastDay === null ? 0 : day - memory.lastDay;
	memory.known = knownOn(memory, day);
	if (memory.lastDay !== null) memory.lastDay = day;
	return gap;
}

/** A success after so many days away; an unaided one lets memory last longer, the more of it had faded. */
export function renew(memory: Memory, day: number, gapDays: number, isUnaided: boolean): void {
	if (isUnaided && memory.lastDay !== null) {
		const growth = 1.3 + 3 * (1 - recallAfter(memory, gapDays));
		memory.lastsDays *= gapDays < 0.5 ? growth - 0.3 : growth;
	}
	memory.lastDay = day;
}

function recallAfter(memory: Memory, days: number): number {
	return (1 + (SHAPE * Math.max(0, days)) / memory.lastsDays) ** -0.5;
}
