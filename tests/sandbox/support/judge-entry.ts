/** Plays one entry of the corpus and holds what is true of every verdict, whatever was sent. */
import { expect } from 'vitest';
import { verdictSchema } from '#contract/grading.ts';
import { MAX_LOG_BYTES } from '#contract/limits.ts';
import { MOST_STRETCH } from '#grading/sandbox/fair-clock.ts';
import type { Graded } from '#grading/sandbox/grade-once.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { gradeSubmission } from '#grading/sandbox/run-submission.ts';
import { verdictForLearner } from '#server/get-submission.ts';
import { doublingLab } from './doubling.ts';
import type { CorpusEntry, Seen } from './entry.ts';
import { gradeCode } from './sandbox.ts';

/** Of one submission; shorter than any lab's. Training gets the lab's own. */
const WALL_MS = 2_500;
const LIMITS = { wallMs: WALL_MS, callMs: 700 };
/**
 * A child may take 10 s to boot, and a second goes to the rest; on a busy machine clocks stand still for a while. Two children at most: one that dies
 * under a submission is followed by another.
 */
export const MOST_MS = 2 * (MOST_STRETCH * (10_000 + WALL_MS) + 1_000);

export interface Played extends Seen {
	readonly fault: string | undefined;
	readonly ms: number;
}

export async function playEntry(pool: Pool, { code, lab }: Pick<CorpusEntry, 'code' | 'lab'>): Promise<Played> {
	const doubling = doublingLab();
	const startedAt = performance.now();
	const graded: Graded =
		lab === 'doubling'
			? await gradeSubmission({ ...doubling.input, code, ...LIMITS }, pool)
			: await gradeCode(pool, lab ?? 'causal-attention', code, lab === undefined ? LIMITS : {});
	return { verdict: graded.verdict, fault: graded.fault, heard: doubling.heard, ms: performance.now() - startedAt };
}

/** Whole seconds, little output, authored words for hidden checks, and nothing left behind in the grader. */
export function expectSoundVerdict({ verdict }: Pick<Played, 'verdict'>): void {
	const told = verdictSchema.parse(JSON.parse(JSON.stringify(verdictForLearner(verdict))));
	expect(told).not.toHaveProperty('grader');
	expect(told.durationMs % 1_000).toBe(0);
	expect(Buffer.byteLength(told.logs ?? '')).toBeLessThanOrEqual(MAX_LOG_BYTES);
	expect(told.message.length).toBeLessThan(1_000);
	for (const check of told.checks.filter(({ visibility }) => visibility === 'hidden')) {
		expect(check).not.toHaveProperty('line');
		expect(check).not.toHaveProperty('evidence');
	}
	expect(Reflect.ownKeys({}.constructor.prototype).sort()).toEqual(PRISTINE);
}

const PRISTINE = Reflect.ownKeys(Object.prototype).sort();
