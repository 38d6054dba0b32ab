import { expect, test } from 'vitest';
import { ACTIVITY_DAYS, activeDays, activityByDay, lastActivity } from './activity.ts';

const DAY_MS = 86_400_000;
const TODAY = Date.UTC(2026, 10, 28);
const NOW = TODAY + 15 * 3_600_000;
const at = (t: number, type: 'active' | 'practice' | 'overturn' | 'kept' | 'regrade' = 'active') => ({ event: { t, type } });
const nobody = { days: new Set<number>(), submittedAt: [] };

test('has every day of four weeks, by UTC, the last of them today', () => {
	const days = activityByDay([nobody], NOW);
	expect(days).toHaveLength(ACTIVITY_DAYS);
	expect([days[0]?.day, days.at(-1)?.day]).toEqual(['2026-11-01', '2026-11-28']);
	expect(days.every(({ learners, submissions }) => learners === 0 && submissions === 0)).toBe(true);
});

test('counts a learner once a day, however much they did, and each submission', () => {
	const ada = { days: activeDays([at(TODAY), at(TODAY + 5), at(TODAY - 1)]), submittedAt: [TODAY + 1, TODAY + 2] };
	const grace = { days: activeDays([at(TODAY + 9, 'practice')]), submittedAt: [] };
	expect(activityByDay([ada, grace], NOW).slice(-2)).toEqual([
		{ day: '2026-11-27', learners: 1, submissions: 0 },
		{ day: '2026-11-28', learners: 2, submissions: 2 },
	]);
});

test('who handed in was active, also while no event of it is in the log; what is older than four weeks is left out', () => {
	const waiting = { days: new Set<number>(), submittedAt: [TODAY + 1, TODAY - 28 * DAY_MS] };
	const days = activityByDay([waiting], NOW);
	expect(days.at(-1)).toEqual({ day: '2026-11-28', learners: 1, submissions: 1 });
	expect(days.reduce((sum, { submissions }) => sum + submissions, 0)).toBe(1);
});

test('what staff wrote into a log is nobody’s activity', () => {
	const log = [at(TODAY - 3 * DAY_MS), at(TODAY, 'overturn'), at(TODAY, 'kept'), at(TODAY, 'regrade')];
	expect([...activeDays(log)]).toEqual([Math.floor(TODAY / DAY_MS) - 3]);
	expect(lastActivity(log, [{ lastAt: null }])).toBe(TODAY - 3 * DAY_MS);
	expect(lastActivity(log, [{ lastAt: TODAY - 5 }, { lastAt: null }])).toBe(TODAY - 5);
	expect(lastActivity([], [])).toBeNull();
});
