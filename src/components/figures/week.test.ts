/** The week of lesson 8.2 has 168 hours whatever the schedule. */
import { describe, expect, it } from 'vitest';
import { freeHours, HOURS_OF_WEEK, hourOf, START, type Week, weekSvg, weekText, workHours } from './week.ts';

const kinds = (week: Week) => Array.from({ length: HOURS_OF_WEEK }, (_, n) => hourOf(week, Math.floor(n / 24), n % 24));

describe('a week', () => {
	it('of 996 has 72 hours of work and 40 for everything but sleep', () => {
		expect([workHours(START), freeHours(START)]).toEqual([72, 40]);
		expect(weekText(START)).toContain('That is 5.7 a day');
	});

	it('draws as many hours of each kind as it counts', () => {
		for (const week of [START, { start: 9, hours: 8, days: 5, sleep: 8 }, { start: 7, hours: 10, days: 7, sleep: 6 }]) {
			const drawn = kinds(week);
			expect(drawn.filter((kind) => kind === 'work')).toHaveLength(workHours(week));
			expect(drawn.filter((kind) => kind === 'sleep')).toHaveLength(7 * week.sleep);
			expect(drawn.filter((kind) => kind === 'free')).toHaveLength(freeHours(week));
			expect(weekSvg(week).match(/<rect/g)).toHaveLength(HOURS_OF_WEEK);
		}
	});

	it('says when a schedule asks for more hours than there are', () => {
		expect(weekText({ ...START, hours: 16, days: 7, sleep: 9 })).toContain('7 hours more than a week has');
	});
});
