/**
 * What would change a level: the same decision on the log with one more event in it. Nothing is estimated here; a
 * future is shown exactly as the policy would judge it if it came.
 */
import type { LearningEvent } from '#contract/event.ts';
import type { HelpDecision, HelpPreference } from '#contract/help.ts';
import type { Consequence, Future } from '#contract/skill-account.ts';
import { decide } from './decide.ts';
import { fold } from './fold.ts';
import { DAY_MS } from './retention.ts';

export interface Standing {
	/** Events of the skill that count, by time. */
	readonly events: readonly LearningEvent[];
	readonly skill: string;
	readonly now: number;
	readonly pref?: Partial<HelpPreference>;
}

/** Names no lab: what a lab that nobody has opened would get. */
export const NEW_LAB = 'a-new-lab';
const TRIED_LAB = 'one-more-lab';
const WAIT_DAYS = 30;

/** How the skill stands in a lab that was not opened yet. */
export function standsInNewLab({ events, skill, now, pref = {} }: Standing): HelpDecision {
	return decide({ now, events, skill, task: NEW_LAB, pref });
}

/** In the order of FUTURES. A re-check is among them once there is a pass that it could vary. */
export function whatWouldChange(standing: Standing): Consequence[] {
	const { events, skill, now } = standing;
	const from = standsInNewLab(standing).recheck?.from ?? now;
	const hasPassed = [...(fold(events).get(skill)?.instances.values() ?? [])].some(({ isPassed }) => isPassed);
	const base = { skill, task: TRIED_LAB, item: 'code' } as const;
	const after = (future: Future, t: number, more: readonly LearningEvent[]): Consequence => ({
		future,
		t,
		decision: standsInNewLab({ ...standing, events: [...events, ...more], now: t }),
	});
	const recheck: LearningEvent = { ...base, t: from, mode: 'recheck', type: 'attempt', verdict: 'pass' };
	return [
		after('unaided-pass', now, [{ ...base, t: now, type: 'attempt', verdict: 'pass' }]),
		...(hasPassed ? [after('recheck-pass', from, [recheck])] : []),
		after('failure', now, [{ ...base, t: now, type: 'attempt', verdict: 'fail', diagnosis: 'something-new' }]),
		after('wait', now + WAIT_DAYS * DAY_MS, []),
	];
}
