/** One request a round, in order; what else waits for the event loop comes between. */
import { expect, it } from 'vitest';
import { nextRound } from './next-round.ts';

it('lets one of those who wait go on in each round, in the order of asking', async () => {
	const log: string[] = [];
	const isOver = Promise.all(
		['first', 'second', 'third'].map(async (name) => {
			await nextRound();
			log.push(name);
		}),
	);
	for (let round = 1; round <= 4; round++) {
		await new Promise((resolve) => setImmediate(resolve));
		log.push(`round ${round}`);
	}
	await isOver;
	expect(log.filter((line) => !line.startsWith('round'))).toEqual(['first', 'second', 'third']);
	for (const [before, after] of [
		['first', 'second'],
		['second', 'third'],
	] as const)
		expect(log.slice(log.indexOf(before), log.indexOf(after)).some((line) => line.startsWith('round'))).toBe(true);
});

it('serves who asks after the line was empty', async () => {
	await nextRound();
	await nextRound();
	await expect(Promise.all([nextRound(), nextRound()])).resolves.toHaveLength(2);
});
