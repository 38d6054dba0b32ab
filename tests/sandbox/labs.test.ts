/**
 * Every lab through the real sandbox: the solution is accepted, the starter is not, and known mistakes get exactly their diagnosis. By day some
 * mistakes of every fourth lab, at night all of all; tests/labs judges all of them in its own process at every run.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pool } from '#grading/sandbox/pool.ts';
import { listLabs, readLab } from '../labs/support/lab-files.ts';
import { isNight, isToday } from '../support/sample.ts';
import { gradeCode, openPool } from './support/sandbox.ts';

const SOME = 2;
/** After which each lab has had its turn. */
const DAYS = 4;

let pool: Pool;
beforeAll(async () => {
	pool = await openPool('auto');
});
afterAll(() => pool.close());

for (const [at, { id }] of listLabs().entries()) {
	if (!isNight && !isToday(at, DAYS)) continue;
	const { solution, starter, mistakes: all } = readLab(id);
	const mistakes = isNight ? all : all.filter((_, nth) => nth % Math.ceil(all.length / SOME) === 0);

	describe(`${id} in the sandbox`, () => {
		test('the solution is accepted and the starter is rejected with a diagnosis', async () => {
			const [good, first] = await Promise.all([gradeCode(pool, id, solution), gradeCode(pool, id, starter)]);

			expect(good.verdict, good.fault).toMatchObject({ outcome: 'accepted' });
			expect(first.verdict, first.fault).toMatchObject({ outcome: 'rejected', diagnosis: expect.any(String) });
		});

		test(`each of ${mistakes.length} of ${all.length} known mistakes is rejected by exactly its diagnosis`, async () => {
			const seen: Record<string, string> = {};
			for (let i = 0; i < mistakes.length; i += 2) {
				await Promise.all(
					mistakes.slice(i, i + 2).map(async ({ name, code }) => {
						const { verdict } = await gradeCode(pool, id, code);
						seen[name] = `${verdict.outcome} ${verdict.diagnosis}`;
					}),
				);
			}

			expect(seen).toEqual(Object.fromEntries(mistakes.map(({ name, diagnosis }) => [name, `rejected ${diagnosis}`])));
		});
	});
}
