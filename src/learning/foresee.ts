/** What an unaided pass now would do to a skill: said before a check begins, by the same fold that counts it afterwards. */
import type { LearningEvent } from '#contract/event.ts';
import type { Foreseen } from '#contract/recheck.ts';
import { withCreditBack } from './evidence.ts';
import { fold } from './fold.ts';
import { PARAMETERS } from './parameters.ts';
import { type Item, newSkill } from './state.ts';

interface Probe {
	readonly t: number;
	readonly skill: string;
	readonly task: string;
	readonly item: Item;
}

/** `events`: those of the skill. */
export function foreseePass(events: readonly LearningEvent[], { t, skill, task, item }: Probe): Foreseen {
	const pass: LearningEvent = { t, skill, task, item, mode: 'recheck', type: 'attempt', verdict: 'pass' };
	const now = fold(events).get(skill) ?? newSkill(PARAMETERS);
	const then = fold([...events, pass]).get(skill) ?? now;
	return { before: now.p, withCredit: withCreditBack(now, PARAMETERS), after: then.p, wasProven: now.isProven, isProven: then.isProven };
}
