/** Each future is what the policy would really say if it came, and the log is not touched by asking. */
import { describe, expect, it } from 'vitest';
import type { LearningEvent } from '#contract/event.ts';
import type { Future } from '#contract/skill-account.ts';
import { decide } from './decide.ts';
import { DAY_MS } from './retention.ts';
import { whatWouldChange } from './what-would-change.ts';

const base = { skill: 's', task: 'a' };
const PASS: LearningEvent = { ...base, t: 10, type: 'attempt', verdict: 'pass', edits: 9 };
const HINT: LearningEvent = { ...base, t: 5, type: 'hint', level: 4 };
const futuresOf = (events: readonly LearningEvent[], now = 20) => {
	const all = whatWouldChange({ events, skill: 's', now });
	return (future: Future) => all.find((each) => each.future === future);
};

describe('what would change a level', () => {
	it('for a beginner: a pass, a failure or a month, and no re-check of nothing', () => {
		const of = futuresOf([]);
		expect(of('unaided-pass')?.decision).toMatchObject({ mastery: 0.543, status: 'learning', maxLevel: 0 });
		expect(of('failure')?.decision.mastery).toBe(0.057);
		expect(of('wait')?.decision).toMatchObject({ mastery: 0.15, status: 'unseen' });
		expect(of('recheck-pass')).toBeUndefined();
	});

	it('after one unaided pass, a re-check proves the skill', () => {
		expect(futuresOf([PASS])('recheck-pass')?.decision).toMatchObject({ mastery: 0.92, status: 'proven', automation: 3 });
	});

	it('after a helped pass, the re-check is told for the moment from which it may be taken', () => {
		const recheck = futuresOf([HINT, PASS])('recheck-pass');
		expect(recheck?.t).toBe(5 + 12 * 3_600_000);
		expect(recheck?.decision.reasons.map(({ code }) => code)).not.toContain('CREDIT_WITHHELD');
	});

	it('a month away lowers what is recalled, never the estimate', () => {
		const events = [PASS, { ...PASS, t: DAY_MS, task: 'b' }];
		const now = 2 * DAY_MS;
		const waited = futuresOf(events, now)('wait')?.decision;
		expect(waited?.mastery).toBe(decide({ now, events, skill: 's', task: 'x' }).mastery);
		expect(waited?.effective).toBeLessThan(waited?.mastery ?? 0);
	});

	it('is what happens: the real event afterwards gives the same numbers', () => {
		const events = [HINT, PASS];
		const happened: LearningEvent = { skill: 's', task: 'b', t: 20, type: 'attempt', verdict: 'pass' };
		const real = decide({ now: 20, events: [...events, happened], skill: 's', task: 'c' });
		expect(futuresOf(events)('unaided-pass')?.decision).toEqual(real);
	});

	it('leaves the log as it was', () => {
		const events = [HINT, PASS];
		const before = JSON.stringify(events);
		futuresOf(events);
		expect(JSON.stringify(events)).toBe(before);
	});
});
