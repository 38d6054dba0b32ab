/**
 * Whose doing it is when a child dies under learner code: tried once more, alone when it was killed; the same end again is the learner's,
 * provided that a known-good submission still passes. Everything else is decided by grade-once.ts.
 */
import { verdictOfEnd, verdictOfLoadFailure } from '#grading/core/verdict.ts';
import { findSandboxFault } from './canary.ts';
import { ChildDied } from './child-process.ts';
import { extraOf, type Graded, gradeOnce, type SubmissionInput } from './grade-once.ts';
import type { Pool } from './pool.ts';

const ENDED_TWICE =
	'Your code ended the sandbox that it ran in, twice. Most often it asks for far more memory at once than this lab has; look for the largest list or tensor that it makes.';

export async function gradeSubmission(input: SubmissionInput, pool: Pool): Promise<Graded> {
	const startedAt = performance.now();
	const first = await gradeOrDie(input, pool, false);
	if (!(first instanceof ChildDied)) return first;
	const second = first.by === 'outsider' ? await pool.alone(() => gradeOrDie(input, pool, true)) : await gradeOrDie(input, pool, false);
	if (!(second instanceof ChildDied)) return second;
	const extra = extraOf(input, pool, { startedAt, logs: '', tfjs: '' });
	const fault = await findSandboxFault(pool);
	if (fault !== null) return { verdict: verdictOfEnd('unavailable', extra), fault: `${second.message} ${fault}` };
	// Killed twice by nobody we know: the kernel found it too large.
	if (second.by === 'outsider') return { verdict: verdictOfEnd('out-of-memory', extra) };
	return { verdict: verdictOfLoadFailure({ diagnosis: 'threw', message: ENDED_TWICE }, extra) };
}

async function gradeOrDie(input: SubmissionInput, pool: Pool, isAlone: boolean): Promise<Graded | ChildDied> {
	try {
		return await gradeOnce(input, pool, isAlone);
	} catch (error) {
		if (error instanceof ChildDied) return error;
		throw error;
	}
}
