/** The timeline: days in order, marks inside the drawing, and the words for a pair. */
import { describe, expect, it } from 'vitest';
import { daysBetween, EVENTS, eventById, longDate } from './weights-timeline.ts';
import { START, timelineHtml, timelineSvg } from './weights-timeline-svg.ts';

describe('the events', () => {
	it('stand in order of their day, each under its own id', () => {
		const dates = EVENTS.map(({ date }) => date);
		expect(dates).toEqual(dates.toSorted());
		expect(new Set(EVENTS.map(({ id }) => id)).size).toBe(EVENTS.length);
		for (const date of dates) expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
	});

	it('are as far apart as the calendar says', () => {
		expect(daysBetween(eventById('o1-preview').date, eventById('r1').date)).toBe(130);
		expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
		expect(longDate('2025-01-20')).toBe('20 January 2025');
	});
});

describe('the drawing', () => {
	it('shows the years that were asked for, with every mark inside', () => {
		const all = timelineSvg({ ...START, since: 2019 });
		expect(all.match(/data-event/g)).toHaveLength(EVENTS.length);
		expect(timelineSvg(START).match(/data-event/g)?.length).toBeLessThan(EVENTS.length);
		for (const [, x] of all.matchAll(/cx="([\d.]+)"/g)) expect(Number(x)).toBeLessThan(620);
	});

	it('draws the days between two events in either order, and none when one is not shown', () => {
		expect(timelineSvg(START)).toContain('130 days');
		expect(timelineSvg({ ...START, from: 'r1', to: 'o1-preview' })).toContain('130 days');
		expect(timelineSvg({ ...START, from: 'gpt-2' })).not.toContain(' days</text>');
	});

	it('says the pair in words', () => {
		expect(timelineHtml(START)).toContain('130 days, about 4 months');
		expect(timelineHtml({ ...START, from: 'r1', to: 's1' })).toContain('11 days, about 2 weeks');
		expect(timelineHtml({ ...START, to: START.from })).toContain('The same day');
		expect(timelineHtml({ ...START, from: 'gpt-2', to: 'k3' })).toContain('years');
	});
});
