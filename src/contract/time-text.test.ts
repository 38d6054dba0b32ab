/** Days and times read the same everywhere, whatever the clock of the machine that prints them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { clockText, dayText, listTimeText, timeText, zoneText } from './time-text.ts';

const NEW_YEAR = Date.UTC(2026, 11, 31, 23, 5);
const machine = process.env['TZ'];
afterEach(() => {
	if (machine === undefined) delete process.env['TZ'];
	else process.env['TZ'] = machine;
});

test.each(['UTC', 'Asia/Tokyo', 'America/Los_Angeles'])('a machine in %s prints UTC and says so', (zone) => {
	process.env['TZ'] = zone;

	expect(timeText(NEW_YEAR)).toBe('Thu 31 Dec 2026, 23:05 UTC');
	expect([dayText(new Date(NEW_YEAR)), clockText(NEW_YEAR), listTimeText(NEW_YEAR)]).toEqual([
		'31 Dec 2026',
		'23:05',
		'Thu 31 Dec 2026, 23:05',
	]);
});

test('the zone of a cohort moves the day with the hour, in winter and in summer', () => {
	expect(timeText(NEW_YEAR, 'Europe/Berlin')).toBe('Fri 1 Jan 2027, 00:05 Berlin time');
	expect(timeText(Date.UTC(2026, 6, 5, 22, 30), 'Europe/Berlin')).toBe('Mon 6 Jul 2026, 00:30 Berlin time');
	expect(zoneText('America/New_York')).toBe('New York time');
});

/** Where a date is made otherwise, each with its reason. */
const OTHERWISE: Readonly<Record<string, string>> = {
	'contract/zoned-time.ts': 'what the wall clock shows, which this module prints',
	'islands/draft-sync.ts': 'when this browser saved, by its own clock',
	'islands/versions-dialog.tsx': 'versions of the draft, by the same clock',
	'islands/help-words.ts': 'when a rung opens, for whoever sits at this clock',
	'components/activities/reflection-element.ts': 'a note that never leaves this browser',
	'components/activities/forecasts-element.ts': 'the same',
	'components/activities/forecasts-html.ts': 'days of the calendar without a time',
	'components/figures/forecast-shifts.ts': 'months of the calendar',
	'components/figures/weights-timeline.ts': 'days on which models were released',
};

test('no page, component, island or server file prints a date in a way of its own', () => {
	const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
		(name) => /\.(ts|tsx|astro)$/.test(name) && !name.endsWith('.test.ts'),
	);
	const own = files.filter((name) =>
		/Intl\.DateTimeFormat|toLocale(Date|Time)String|new Date\([^)]*\)\.toLocaleString/.test(readFileSync(join('src', name), 'utf8')),
	);

	expect(own.toSorted()).toEqual(Object.keys(OTHERWISE).toSorted());
});
