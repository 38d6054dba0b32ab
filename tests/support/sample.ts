/** Seeds of the sampled tests: GRADUS_SEED repeats a run, and every test that draws prints its seed. */
import { seededRandom } from '#grading/core/random.ts';

export const isNight = process.env['GRADUS_NIGHTLY'] === '1';
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
