import { expect, test } from 'vitest';
import { activitySvg, activityText, shortDay } from './activity-svg.ts';

const day = (n: number, learners: number, submissions: number) => ({ day: `2026-11-${String(n).padStart(2, '0')}`, learners, submissions });
const DAYS = [day(1, 0, 0), day(2, 3, 7), day(3, 4, 2), ...Array.from({ length: 11 }, (_, n) => day(4 + n, 0, 0))];

test('every day with something has a bar in its row, as high as its share of the most, and none without', () => {
	const svg = activitySvg(DAYS);
	expect(svg.match(/<rect class="f1"/g)).toHaveLength(2);
	expect(svg.match(/<rect class="f2"/g)).toHaveLength(2);
	const heights = [...svg.matchAll(/<rect class="(f\d)"[^>]* height="([\d.]+)"/g)].map(([, row, height]) => [row, Number(height)]);
	expect(heights).toEqual([
		['f1', 46.5],
		['f1', 62],
		['f2', 62],
		['f2', 17.7],
	]);
});

test('a week is marked back from the last day', () => {
	expect([...activitySvg(DAYS).matchAll(/>(\d+ Nov)</g)].map(([, text]) => text)).toEqual(['7 Nov', '14 Nov']);
	expect(shortDay('2026-12-01')).toBe('1 Dec');
});

test('the sentence says all of it, and one is one', () => {
	expect(activityText(DAYS, 5)).toBe('In the last 14 days 9 submissions, and work on 2 days; most learners on 3 Nov: 4 of 5.');
	expect(activityText([day(1, 1, 1)], 1)).toBe('In the last 1 day 1 submission, and work on 1 day; most learners on 1 Nov: 1 of 1.');
});
