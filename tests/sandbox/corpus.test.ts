/** Every hostile entry ends in an allowed outcome; after each one a good submission is accepted; no process is left. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeLayers } from '#grading/sandbox/layers.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import type { CorpusEntry } from './support/entry.ts';
import { gradeCode, openPool, textOfLab } from './support/sandbox.ts';

const LAB = 'causal-attention';
const LIMITS = { wallMs: 2_500, callMs: 700 };
const modules = import.meta.glob<{ entry: CorpusEntry }>('./corpus/*.ts', { eager: true });
const entries = Object.values(modules).map(({ entry }) => entry);
const hasBwrap = probeLayers('auto').name.includes('bwrap');

for (const mode of hasBwrap ? (['off', 'auto'] as const) : (['off'] as const)) {
	describe(`hostile submissions, ${probeLayers(mode).name}`, () => {
		let pool: Pool;
		const solution = textOfLab(LAB, 'solution.ts');
		beforeAll(async () => {
			pool = await openPool(mode);
		});
		afterAll(async () => {
			const pids = pool.pids();
			await pool.close();
			expect(pids.filter(isAlive)).toEqual([]);
		});

		for (const { name, code, allowed } of entries.filter(({ isOuter }) => mode === 'off' || isOuter === true)) {
			it(`${name} is ${allowed.join(' or ')}, and the next submission is accepted`, async () => {
				const { verdict, fault } = await gradeCode(pool, LAB, code, LIMITS);
				expect(allowed, `${verdict.message} ${fault ?? ''}`).toContain(verdict.outcome);
				const good = await gradeCode(pool, LAB, solution);
				expect(good.verdict.outcome, good.fault).toBe('accepted');
			});
		}
	});
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
