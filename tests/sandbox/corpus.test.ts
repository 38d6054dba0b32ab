/**
 * Every submission of the corpus ends in an allowed outcome, and after each one a good submission is accepted. All of them in the plain layer and a
 * sample under whatever walls this machine has; at night all in both, and the good one by its hidden checks too.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probeLayers } from '#grading/sandbox/layers.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { isNight, sampleOf, seed } from '../support/sample.ts';
import type { CorpusEntry } from './support/entry.ts';
import { expectGoodAccepted, expectInTime, expectSoundVerdict, playEntry } from './support/judge-entry.ts';
import { isAlive } from './support/processes.ts';
import { openPool } from './support/sandbox.ts';
import { isTableWanted, recordRun, writeTable } from './support/table.ts';

const SAMPLE = 20;
const modules = import.meta.glob<{ entries: readonly CorpusEntry[] }>('./corpus/*.ts', { eager: true });
const submissions = Object.values(modules)
	.flatMap(({ entries }) => entries)
	.filter((entry) => 'code' in entry);

afterAll(() => {
	if (isTableWanted) writeTable();
});

for (const mode of ['off', 'auto'] as const) {
	const { name: layer, absent } = probeLayers(mode);
	const isFull = mode === 'off' || isNight;
	const entries = isFull ? submissions : sampleOf(submissions, SAMPLE);

	describe(`hostile submissions, ${layer}${isFull ? '' : `, ${SAMPLE} by seed ${seed}`}`, () => {
		let pool: Pool;
		beforeAll(async () => {
			pool = await openPool(mode);
			if (mode === 'auto' && absent !== '') console.log(`Not tried under bubblewrap: ${absent}`);
			if (!isFull) console.log(`GRADUS_SEED=${seed} draws the same entries`);
		});
		afterAll(async () => {
			const pids = pool.pids();
			await pool.close();
			expect(pids.filter(isAlive)).toEqual([]);
		});

		for (const entry of entries) {
			const { n, name, allowed, also } = entry;
			test.concurrent(`A1: ${n} ${name} is ${allowed.join(' or ')}, and the next submission is accepted`, async () => {
				const played = await playEntry(pool, entry);
				recordRun(entry, { layer, outcome: played.verdict.outcome, ms: played.ms });
				expect(allowed, `${played.verdict.message} ${played.fault ?? ''}`).toContain(played.verdict.outcome);
				expectSoundVerdict(played);
				also?.(played);
				expectInTime(played);

				await expectGoodAccepted(pool);
			});
		}
	});
}
