/** The fold, step by step, for those who count what happened between two states: an event is "counted" here exactly when the policy counted it. */
import type { LearningEvent } from '#contract/event.ts';
import { advance } from './fold.ts';
import { PARAMETERS } from './parameters.ts';
import type { InstanceState, Skills } from './state.ts';

export interface Step {
	readonly event: LearningEvent;
	/** After the event; undefined for what touches no instance, as a prediction. */
	readonly instance: InstanceState | undefined;
	/** A try that counted: engaged, not mundane, before the pass or the pass itself. */
	readonly isTry: boolean;
	/** The rung that this event showed for the first time, or null. */
	readonly rungShown: number | null;
	readonly skills: Skills;
}

/** In the order given: the store gives events by time. */
export function* replay(events: readonly LearningEvent[]): Generator<Step> {
	const skills: Skills = new Map();
	for (const event of events) {
		const before = skills.get(event.skill)?.instances.get(event.task);
		const [units, engaged, shown] = [before?.units ?? 0, before?.engaged ?? 0, before?.shown ?? 0];
		advance(skills, event, PARAMETERS);
		const instance = skills.get(event.skill)?.instances.get(event.task);
		const isTry =
			(event.type === 'attempt' && (instance?.engaged ?? 0) > engaged) || (event.type === 'practice' && (instance?.units ?? 0) > units);
		const rungShown = instance !== undefined && instance.shown > shown ? instance.shown : null;
		yield { event, instance, isTry, rungShown, skills };
	}
}

/** The lab of an instance in practice, or null for re-checks and questions. */
export function labOfPractice({ task, mode }: LearningEvent): string | null {
	return (mode ?? 'practice') === 'practice' && !/[#/]/.test(task) ? task : null;
}

/** The lab that a re-check varies, or null. */
export function labOfRecheck({ task, mode }: LearningEvent): string | null {
	return mode === 'recheck' ? (task.split('#')[0] ?? null) : null;
}
