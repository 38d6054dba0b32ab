/**
 * Moments and what a clock on the wall shows in a time zone of the IANA list. A deadline of "Sunday 23:59" is a reading of that clock, on
 * both sides of a change of the hour. Moments are milliseconds since the epoch; a reading is `2026-10-25T23:59`.
 */

export const WALL_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

/** A day of the calendar and a time of the day, in years that a course can be in. */
export function isReading(wall: string): boolean {
	const moment = Date.parse(`${wall}:00Z`);
	return Number.isFinite(moment) && new Date(moment).toISOString().slice(0, 16) === wall && wall >= '2000' && wall < '2200';
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

interface Formats {
	readonly wall: Intl.DateTimeFormat;
	readonly day: Intl.DateTimeFormat;
}

const formats = new Map<string, Formats>();

/** Making a format costs far more than using it. */
function formatsOf(timeZone: string): Formats {
	const known = formats.get(timeZone);
	if (known) return known;
	const made = {
		wall: new Intl.DateTimeFormat('en-GB', {
			...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
			...{ hour: '2-digit', minute: '2-digit' },
		}),
		day: new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
	} as const;
	formats.set(timeZone, made);
	return made;
}

export function isTimeZone(name: string): boolean {
	// Offsets such as +02:00 are accepted by Intl and know no summer: a place is wanted.
	if (!/^[A-Za-z]/.test(name)) return false;
	try {
		formatsOf(name);
		return true;
	} catch {
		// Intl refuses an unknown zone by throwing.
		return false;
	}
}

/** By name; UTC first, which not every list of zones holds. */
export function listTimeZones(): string[] {
	return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];
}

/** What the clock shows. */
export function wallOf(moment: number, timeZone: string): string {
	const parts = new Map(
		formatsOf(timeZone)
			.wall.formatToParts(moment)
			.map(({ type, value }) => [type, value]),
	);
	const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
	return `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`;
}

/** Every moment at which the clock shows this: none in the hour that spring leaves out, two in the one that autumn repeats. */
function momentsOf(wall: string, timeZone: string): number[] {
	const asUtc = Date.parse(`${wall}:00Z`);
	const offsets = new Set([-DAY_MS, DAY_MS].map((away) => offsetAt(asUtc + away, timeZone)));
	return [...offsets]
		.map((offset) => asUtc - offset)
		.filter((moment) => wallOf(moment, timeZone) === wall)
		.sort((a, b) => a - b);
}

/** How far the clock is ahead of UTC, in milliseconds. */
function offsetAt(moment: number, timeZone: string): number {
	return Date.parse(`${wallOf(moment, timeZone)}:00Z`) - Math.floor(moment / MINUTE_MS) * MINUTE_MS;
}

/**
 * The moment at which the clock shows this. Of a time that comes twice the second one, and of one that is left out the moment as late after
 * the change as it would have been: whoever has until then never gets less than it says.
 */
export function momentOf(wall: string, timeZone: string): number {
	const last = momentsOf(wall, timeZone).at(-1);
	return last ?? Date.parse(`${wall}:00Z`) - offsetAt(Date.parse(`${wall}:00Z`) - DAY_MS, timeZone);
}

/** What is odd about a reading: `twice` when the hour is repeated, `never` when it is left out. */
export function oddityOf(wall: string, timeZone: string): 'twice' | 'never' | null {
	const { length } = momentsOf(wall, timeZone);
	if (length === 1) return null;
	return length === 0 ? 'never' : 'twice';
}

/** The same reading of the clock, days later: 23, 24 or 25 hours each. */
export function addDays(moment: number, days: number, timeZone: string): number {
	const wall = new Date(Date.parse(`${wallOf(moment, timeZone)}:00Z`) + days * DAY_MS);
	return momentOf(wall.toISOString().slice(0, 16), timeZone);
}

/** "Sunday 25 October 2026, 23:59". */
export function momentText(moment: number, timeZone: string): string {
	return `${formatsOf(timeZone).day.format(moment).replace(',', '')}, ${wallOf(moment, timeZone).slice(11)}`;
}

/** "in 2 days 3 hours", "3 hours ago"; two units at most, rounded down, so that nobody is promised more than there is. */
export function distanceText(moment: number, now: number): string {
	const ms = Math.abs(moment - now);
	const words = spanText(ms);
	return moment >= now ? `in ${words}` : `${words} ago`;
}

/** "2 days 3 hours" of a length in milliseconds. */
export function spanText(ms: number): string {
	const days = Math.floor(ms / DAY_MS);
	const hours = Math.floor((ms % DAY_MS) / HOUR_MS);
	const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
	if (days > 0) return join(plural(days, 'day'), hours > 0 && days < 14 ? plural(hours, 'hour') : '');
	if (hours > 0) return join(plural(hours, 'hour'), minutes > 0 ? plural(minutes, 'minute') : '');
	return minutes > 0 ? plural(minutes, 'minute') : 'less than a minute';
}

function join(...words: readonly string[]): string {
	return words.filter((word) => word !== '').join(' ');
}

function plural(n: number, word: string): string {
	return `${n} ${word}${n === 1 ? '' : 's'}`;
}
