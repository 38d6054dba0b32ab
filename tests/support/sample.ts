/**
 * What a run by day takes of a list that a run by night (`npm run test:nightly`) takes whole: by the date, so that every item has its day and a
 * run of the same day says the same, or drawn by a seed, which every test that draws prints. GRADUS_DAY and GRADUS_SEED repeat another run.
 */
import { seededRandom } from '#grading/core/random.ts';

export const isNight = process.env['GRADUS_NIGHTLY'] === '1';

const DAY_MS = 86_400_000;

/** Days since the epoch. */
export const TODAY = Number(process.env['GRADUS_DAY'] ?? Math.floor(Date.now() / DAY_MS));

/** Of every `count` neighbours one has its turn each day. */
export function isToday(at: number, count = 2): boolean {
	return (at + TODAY) % count === 0;
}

/**
 * Globs of the Playwright files that rest today: in `npm test` one of the groups has its turn each day; by night, and for whoever names a file, all
 * of them run.
 */
export function restingToday(groups: readonly (readonly string[])[]): string[] {
	if (isNight || !process.env['GRADUS_BY_TURNS']) return [];
	return groups
		.filter((_, at) => !isToday(at, groups.length))
		.flat()
		.map((name) => `**/${name}.spec.ts`);
}

export const seed = Number(process.env['GRADUS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** `count` of the items, in their order, drawn by the seed. */
export function sampleOf<T>(items: readonly T[], count: number): T[] {
	const random = seededRandom(seed);
	const drawn = items.map((item, at) => ({ item, at, key: random() })).sort((a, b) => a.key - b.key);
	return drawn
		.slice(0, count)
		.sort((a, b) => a.at - b.at)
		.map(({ item }) => item);
}
