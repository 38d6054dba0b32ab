/** A made-up learner in the course: what is known, what was logged, and the product's fold of that log. */
import type { LearningEvent } from '#contract/event.ts';
import type { HelpDecision } from '#contract/help.ts';
import { decideOn } from '#learning/decide.ts';
import { advance } from '#learning/fold.ts';
import type { HelpParameters } from '#learning/parameters.ts';
import type { Skills } from '#learning/state.ts';
import type { Archetype } from './archetypes.ts';
import type { Memory } from './memory.ts';
import type { HelpPolicy } from './policies.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

export interface Learner {
	readonly archetype: Archetype;
	readonly world: World;
	readonly policy: HelpPolicy;
	readonly parameters: HelpParameters;
	readonly random: Random;
	readonly memories: readonly Memory[];
	/** The product's state, advanced event by event: the same as a fold of the whole log, and a hundred times cheaper. */
	readonly folded: Skills;
	day: number;
	/** Policy time in milliseconds, never backwards. */
	clock: number;
	/** Minutes of work so far. */
	minutes: number;
	frustration: number;
	hasQuit: boolean;
	tried: number;
	passed: number;
	rechecks: number;
	/** How often each rung was taken, 0 to 5. */
	readonly rungs: number[];
}

export function record(learner: Learner, event: LearningEvent): void {
	advance(learner.folded, event, learner.parameters);
}

/** What the product decides about a skill at a moment. */
export function knownAt(
	learner: Learner,
	skill: number,
	{ now, task, maxAuto = 3 }: { now: number; task: string; maxAuto?: number },
): HelpDecision {
	const id = String(skill);
	return decideOn(learner.folded.get(id), { now, skill: id, task, config: { maxAuto } }, learner.parameters);
}
