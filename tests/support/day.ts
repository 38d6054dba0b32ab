/** What a run by day takes of a list that a run by night takes whole: by the date, so that every item has its day, and a run of the same day says the same. */

const DAY_MS = 86_400_000;

/** Days since the epoch. GRADUS_DAY repeats the run of another day. */
export const TODAY = Number(process.env['GRADUS_DAY'] ?? Math.floor(Date.now() / DAY_MS));

/** Of every `count` neighbours one has its turn each day. */
export function isToday(at: number, count = 2): boolean {
	return (at + TODAY) % count === 0;
}
