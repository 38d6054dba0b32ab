/**
 * Whose doing it is when a child dies under learner code: tried once more in a new child, alone when it was killed; a death again is the learner's,
 * provided that a known-good submission still passes, and after a crash passes twice. Everything else is decided by grade-once.ts.
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
	const { report, ...told } = second.judged;
	const extra = extraOf(input, pool, { startedAt, ...told });
	// What V8 gives up over is mostly memory; a crash is mostly an addon or a machine that fails now and then, so once is not enough.
	const fault = report.fault?.message ?? (await findSandboxFault(pool)) ?? (second.by === 'crash' ? await findSandboxFault(pool) : null);
	if (fault !== null) return { verdict: verdictOfEnd('unavailable', extra), fault: `${second.message} ${fault}` };
	// Killed twice by nobody we know: the kernel found it too large. Given up twice by V8: a heap or a size that it cannot serve.
	if (second.by === 'outsider' || second.by === 'abort') return { verdict: verdictOfEnd('out-of-memory', extra, report.results) };
	return { verdict: verdictOfLoadFailure({ diagnosis: 'threw', message: ENDED_TWICE }, extra, report.results) };
}

async function gradeOrDie(input: SubmissionInput, pool: Pool, isAlone: boolean): Promise<Graded | ChildDied> {
	try {
		return await gradeOnce(input, pool, isAlone);
	} catch (error) {
		if (error instanceof ChildDied) return error;
		throw error;
	}
}
