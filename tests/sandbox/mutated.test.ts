/**
 * Variations of the corpus that nobody wrote: each ends in an outcome that is the learner's, in time, and is accepted only when the right code stands
 * in it; the next submission is accepted. Ten by day, five hundred at night, half of them in each layer that this machine has.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probeLayers } from '#grading/sandbox/layers.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { isNight, seed } from '../support/sample.ts';
import type { CorpusEntry } from './support/entry.ts';
import { expectGoodAccepted, expectInTime, expectSoundVerdict, playEntry } from './support/judge-entry.ts';
import { mutated } from './support/mutate.ts';
import { openPool } from './support/sandbox.ts';

const RUNS = Number(process.env['GRADUS_MUTATIONS'] ?? (isNight ? 500 : 10));
const OURS_OR_THEIRS = ['accepted', 'rejected', 'error', 'timeout', 'out-of-memory'];
const modules = import.meta.glob<{ entries: readonly CorpusEntry[] }>('./corpus/*.ts', { eager: true });
const codes = Object.values(modules)
	.flatMap(({ entries }) => entries)
	.filter((entry) => 'code' in entry && entry.lab === undefined && entry.code.length < 10_000)
	.map(({ code }) => code);

const modes = (['off', 'auto'] as const).filter((mode) => mode === 'off' || probeLayers(mode).name.includes('bwrap'));

/** What every right answer here is built from: a product of queries and keys, and a mask. */
function holdsRightCode(code: string): boolean {
	return /matMul\([\w$]+, false, true\)/.test(code) && /bandPart|isFuture/.test(code);
}

test('variations of the corpus are mostly new, and few are drawn twice', () => {
	const drawn = new Set(fc.sample(mutated(codes), { numRuns: 500, seed }).map(({ code }) => code));
	const fresh = [...drawn].filter((code) => !codes.includes(code));
	expect(fresh.length, `GRADUS_SEED=${seed}`).toBeGreaterThan(300);
});

describe.each(modes.map((mode, at) => [probeLayers(mode).name, mode, at] as const))('%s', (_, mode, at) => {
	const count = Math.ceil(RUNS / modes.length);
	let pool: Pool;
	beforeAll(async () => {
		pool = await openPool(mode);
	});
	afterAll(() => pool.close());

	test(
		`A1: ${count} variations of the corpus end as their own doing, seed ${seed}`,
		async () => {
			console.log(`GRADUS_SEED=${seed} repeats these ${count} variations`);
			const outcomes: Record<string, number> = {};
			const property = fc.asyncProperty(mutated(codes), async ({ code }) => {
				const played = await playEntry(pool, { code });
				const { outcome, message } = played.verdict;
				outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
				expect(OURS_OR_THEIRS, `${message} ${played.fault ?? ''}`).toContain(outcome);
				expectSoundVerdict(played);
				expectInTime(played);
				if (outcome === 'accepted') expect(holdsRightCode(code)).toBe(true);
				await expectGoodAccepted(pool);
			});
			// Other variations in each layer, and the same ones for the same seed.
			await fc.assert(property, { numRuns: count, seed: seed + at, endOnFailure: true });
			console.log(JSON.stringify(outcomes));
			// A handful may all end alike; hundreds that did would mean that nothing is varied.
			if (count >= 100) expect(Object.keys(outcomes).length).toBeGreaterThan(1);
		},
		count * 8_000 + 30_000,
	);
});
