/**
 * Days and times as every page prints them, server and browser alike: "27 Nov 2026" and "Fri 27 Nov 2026, 19:34 UTC". They are UTC, as the days of
 * every filter are, unless the zone of a cohort is given; and they say which, each by itself or once in the heading of a list.
 * What a person does in this browser (a save, a kept step) is told by the clock of their own machine instead, in src/islands.
 */
import { wallOf } from './zoned-time.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** What no cohort has set otherwise. */
export const UTC = 'UTC';

/** "27 Nov 2026". Here and below `moment` is milliseconds since the epoch or a Date, and `zone` a name of the IANA list. */
export function dayText(moment: number | Date, zone = UTC): string {
	const [year, month, day] = wallOf(Number(moment), zone).slice(0, 10).split('-').map(Number);
	return `${day} ${MONTHS[(month ?? 1) - 1]} ${year}`;
}

/** "19:34". */
export function clockText(moment: number | Date, zone = UTC): string {
	return wallOf(Number(moment), zone).slice(11);
}

/** "Fri 27 Nov 2026, 19:34": where a heading beside it names the zone. */
export function listTimeText(moment: number | Date, zone = UTC): string {
	const weekday = WEEKDAYS[new Date(`${wallOf(Number(moment), zone)}Z`).getUTCDay()];
	return `${weekday} ${dayText(moment, zone)}, ${clockText(moment, zone)}`;
}

/** "Fri 27 Nov 2026, 19:34 UTC". */
export function timeText(moment: number | Date, zone = UTC): string {
	return `${listTimeText(moment, zone)} ${zoneText(zone)}`;
}

/** "UTC", "Berlin time". */
export function zoneText(zone = UTC): string {
	return zone === UTC ? UTC : `${zone.split('/').at(-1)?.replaceAll('_', ' ')} time`;
}
