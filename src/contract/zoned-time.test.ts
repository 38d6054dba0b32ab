/** Readings of a clock on both sides of a change of the hour, against offsets that the zones had on those days. */
import { expect, test } from 'vitest';
import { addDays, distanceText, isTimeZone, listTimeZones, momentOf, momentText, oddityOf, spanText, wallOf } from './zoned-time.ts';

const at = (iso: string) => Date.parse(iso);
const HOUR = 3_600_000;

test.each([
	// Berlin leaves summer time on Sunday 25 October 2026 at 3:00 and enters it on Sunday 29 March 2026 at 2:00.
	['2026-10-24T23:59', 'Europe/Berlin', '2026-10-24T23:59:00+02:00'],
	['2026-10-25T23:59', 'Europe/Berlin', '2026-10-25T23:59:00+01:00'],
	['2026-03-28T23:59', 'Europe/Berlin', '2026-03-28T23:59:00+01:00'],
	['2026-03-29T23:59', 'Europe/Berlin', '2026-03-29T23:59:00+02:00'],
	// New York: Sunday 1 November 2026 at 2:00, Sunday 8 March 2026 at 2:00.
	['2026-10-31T23:59', 'America/New_York', '2026-10-31T23:59:00-04:00'],
	['2026-11-01T23:59', 'America/New_York', '2026-11-01T23:59:00-05:00'],
	['2026-03-08T23:59', 'America/New_York', '2026-03-08T23:59:00-04:00'],
	// Lord Howe moves by half an hour: Sunday 5 April 2026 at 2:00.
	['2026-04-04T23:59', 'Australia/Lord_Howe', '2026-04-04T23:59:00+11:00'],
	['2026-04-05T23:59', 'Australia/Lord_Howe', '2026-04-05T23:59:00+10:30'],
	['2026-06-01T23:59', 'Asia/Kathmandu', '2026-06-01T23:59:00+05:45'],
	['2026-06-01T00:00', 'Pacific/Kiritimati', '2026-06-01T00:00:00+14:00'],
	['2026-06-01T23:59', 'UTC', '2026-06-01T23:59:00Z'],
])('%s in %s is %s, and is read back', (wall, zone, iso) => {
	expect(momentOf(wall, zone)).toBe(at(iso));
	expect(wallOf(at(iso), zone)).toBe(wall);
	expect(oddityOf(wall, zone)).toBeNull();
});

test('a time that comes twice is its second coming, and one that never comes is as late after the change', () => {
	expect(oddityOf('2026-10-25T02:30', 'Europe/Berlin')).toBe('twice');
	expect(momentOf('2026-10-25T02:30', 'Europe/Berlin')).toBe(at('2026-10-25T02:30:00+01:00'));
	expect(oddityOf('2026-03-29T02:30', 'Europe/Berlin')).toBe('never');
	expect(wallOf(momentOf('2026-03-29T02:30', 'Europe/Berlin'), 'Europe/Berlin')).toBe('2026-03-29T03:30');
	// Samoa left out the whole of Friday 30 December 2011.
	expect(oddityOf('2011-12-30T12:00', 'Pacific/Apia')).toBe('never');
	expect(momentOf('2011-12-30T12:00', 'Pacific/Apia')).toBe(at('2011-12-30T22:00:00Z'));
});

test('a week later is the same reading of the clock, whatever the hours between', () => {
	const before = at('2026-10-18T23:59:00+02:00');

	expect(addDays(before, 7, 'Europe/Berlin') - before).toBe(7 * 24 * HOUR + HOUR);
	expect(addDays(before, 7, 'UTC') - before).toBe(7 * 24 * HOUR);
	expect(wallOf(addDays(at('2026-01-31T23:59:00+01:00'), 1, 'Europe/Berlin'), 'Europe/Berlin')).toBe('2026-02-01T23:59');
	expect(wallOf(addDays(at('2028-02-28T23:59:00+01:00'), 1, 'Europe/Berlin'), 'Europe/Berlin')).toBe('2028-02-29T23:59');
});

test('a zone is a place of the list, and no offset and no nonsense', () => {
	for (const name of ['UTC', 'Europe/Berlin', 'America/Argentina/Ushuaia']) expect(isTimeZone(name)).toBe(true);
	for (const name of ['', '+02:00', 'Berlin', 'Europe/Nowhere', '<b>', 'x'.repeat(500)]) expect(isTimeZone(name)).toBe(false);
	expect(listTimeZones()[0]).toBe('UTC');
	expect(listTimeZones().length).toBeGreaterThan(300);
	expect(new Set(listTimeZones()).size).toBe(listTimeZones().length);
	expect(listTimeZones().every(isTimeZone)).toBe(true);
});

test('times in words', () => {
	const moment = at('2026-10-25T23:59:00+01:00');
	expect(momentText(moment, 'Europe/Berlin')).toBe('Sunday 25 October 2026, 23:59');
	expect(momentText(moment, 'Asia/Tokyo')).toBe('Monday 26 October 2026, 07:59');
	expect(distanceText(moment, moment - 51 * HOUR)).toBe('in 2 days 3 hours');
	expect(distanceText(moment, moment + 90 * 60_000)).toBe('1 hour 30 minutes ago');
	expect(distanceText(moment, moment - 59_999)).toBe('in less than a minute');
	expect(spanText(24 * HOUR)).toBe('1 day');
	expect(spanText(24 * HOUR - 1)).toBe('23 hours 59 minutes');
	expect(spanText(15 * 24 * HOUR + 5 * HOUR)).toBe('15 days');
	expect(spanText(61_000)).toBe('1 minute');
});
