/** When a submission is late and what that costs: to the minute, over grace, rules, extensions and a change of the hour. */
import { expect, test } from 'vitest';
import {
	type Deadline,
	dueFor,
	endOf,
	type LateRule,
	latenessOf,
	latenessText,
	lateRuleSchema,
	lateRuleText,
	ON_TIME,
} from './deadline.ts';

const at = (iso: string) => Date.parse(iso);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const REDUCED: LateRule = { kind: 'reduced', perDay: 10, atMost: 50 };
const make = (over: Partial<Deadline> = {}): Deadline => ({
	...{ dueAt: at('2026-06-07T23:59:00+02:00'), timeZone: 'Europe/Berlin', graceMinutes: 0, late: REDUCED },
	...over,
});
const after = (ms: number, over: Partial<Deadline> = {}) => latenessOf(dueFor(make(over), []), make(over).dueAt + ms);

test('the whole of the last minute is on time, and the next moment is not', () => {
	expect(after(-DAY)).toEqual(ON_TIME);
	expect(after(MINUTE - 1)).toEqual(ON_TIME);
	expect(after(MINUTE)).toEqual({ isLate: true, isInGrace: false, lateMs: 0, daysLate: 1, pointsRatio: 0.9 });
});

test('inside the grace nothing is taken off; after it days count from the deadline', () => {
	const graceMinutes = 26 * 60;
	expect(after(MINUTE, { graceMinutes })).toEqual({ ...ON_TIME, isInGrace: true });
	expect(after(27 * HOUR, { graceMinutes })).toMatchObject({ isLate: true, daysLate: 2, pointsRatio: 0.8 });
});

test('each day that begins costs, and never more than the most', () => {
	const ratios = [1, 24, 24.01, 48, 96.1, 120.1, 2_000].map((hours) => after(hours * HOUR + MINUTE - 1).pointsRatio);
	expect(ratios).toEqual([0.9, 0.9, 0.8, 0.8, 0.5, 0.5, 0.5]);
	expect(after(2_000 * HOUR).daysLate).toBe(84);
	expect(after(HOUR, { late: { kind: 'marked' } })).toMatchObject({ isLate: true, pointsRatio: 1 });
	expect(after(HOUR, { late: { kind: 'closed' } })).toMatchObject({ isLate: true, pointsRatio: 0 });
});

test('a day that the change of the hour makes longer or shorter is one day', () => {
	const autumn = make({ dueAt: at('2026-10-24T23:59:00+02:00') });
	const spring = make({ dueAt: at('2026-03-28T23:59:00+01:00') });
	const days = (deadline: Deadline, iso: string) => latenessOf(dueFor(deadline, []), at(iso)).daysLate;

	// 24 h 59 min 59 s and 23 h 0 min 1 s after the deadline.
	expect(days(autumn, '2026-10-25T23:59:59+01:00')).toBe(1);
	expect(days(autumn, '2026-10-26T00:00:00+01:00')).toBe(2);
	expect(days(spring, '2026-03-29T23:59:59+02:00')).toBe(1);
	expect(days(spring, '2026-03-30T00:00:00+02:00')).toBe(2);
});

test('the latest of the cohort’s date and the extensions holds, with the cohort’s grace and rule', () => {
	const deadline = make({ graceMinutes: 30 });
	const later = [{ dueAt: deadline.dueAt + DAY }, { dueAt: deadline.dueAt + 3 * DAY }];

	expect(dueFor(deadline, later)).toEqual({ ...deadline, dueAt: deadline.dueAt + 3 * DAY, extendedFrom: deadline.dueAt });
	expect(dueFor(deadline, [{ dueAt: deadline.dueAt - DAY }])).toEqual({ ...deadline, extendedFrom: null });
	expect(dueFor(undefined, later)).toBeNull();
	expect(latenessOf(null, Number.MAX_SAFE_INTEGER)).toEqual(ON_TIME);
	expect(latenessOf(dueFor(deadline, later), endOf(deadline.dueAt + 3 * DAY) + 29 * MINUTE).isInGrace).toBe(true);
});

test('rules and what they came to in words', () => {
	expect(lateRuleText({ kind: 'marked' })).toBe('Counts in full, marked late.');
	expect(lateRuleText({ kind: 'closed' })).toBe('Not accepted for points.');
	expect(lateRuleText(REDUCED)).toBe('−10 % of the points a day, to at most −50 %.');
	expect(lateRuleText({ kind: 'reduced', perDay: 30, atMost: 20 })).toBe('−20 % of the points.');
	expect([after(0), after(HOUR), after(30 * HOUR), after(HOUR, { late: { kind: 'closed' } })].map(latenessText)).toEqual([
		'on time',
		'late by up to a day: 90 % of the points',
		'late, on day 2: 80 % of the points',
		'late by up to a day: no points',
	]);
	expect(latenessText(after(HOUR, { graceMinutes: 120 }))).toBe('within the grace period');
	expect(latenessText(after(HOUR, { late: { kind: 'marked' } }))).toBe('late by up to a day');
});

test('a rule that takes nothing, too much or something unknown is none', () => {
	for (const rule of [
		{ kind: 'reduced', perDay: 0, atMost: 50 },
		{ kind: 'reduced', perDay: 10, atMost: 101 },
		{ kind: 'reduced', perDay: 2.5, atMost: 50 },
		{ kind: 'reduced' },
		{ kind: 'refused' },
	])
		expect(lateRuleSchema.safeParse(rule).success).toBe(false);
});
