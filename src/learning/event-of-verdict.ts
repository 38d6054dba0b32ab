/**
 * The evidence in a server's verdict. `unavailable` is our fault and yields none; slips of syntax, types or a bad
 * weights file are marked mundane, and the fold lets them pass by the core skill.
 */
import type { LearningEvent } from '#contract/event.ts';
import type { Verdict } from '#contract/grading.ts';

export type AttemptEvent = Extract<LearningEvent, { type: 'attempt' }>;

export interface JudgedSubmission {
	/** When it was submitted: help taken while it was being judged did not go into it. */
	readonly t: number;
	/** Core skill of the lab. */
	readonly skill: string;
	readonly task: string;
	readonly mode: 'practice' | 'recheck' | 'exam';
	/** Changed tokens since the previous submission of the instance. */
	readonly edits: number;
}

export function eventOfVerdict(
	verdict: Pick<Verdict, 'outcome' | 'kind' | 'diagnosis'>,
	submission: JudgedSubmission,
): AttemptEvent | null {
	if (verdict.outcome === 'unavailable') return null;
	const { t, skill, task, mode, edits } = submission;
	const base = { t, skill, task, mode, item: 'code', type: 'attempt', edits } as const;
	if (verdict.outcome === 'accepted') return { ...base, verdict: 'pass' };
	const failed = { ...base, verdict: 'fail', diagnosis: diagnosisOf(verdict) } as const;
	return verdict.kind === 'mundane' ? { ...failed, kind: 'mundane' } : failed;
}

/** A throw, a timeout and a full memory are their own diagnosis. */
function diagnosisOf({ outcome, diagnosis }: Pick<Verdict, 'outcome' | 'diagnosis'>): string {
	if (outcome === 'timeout' || outcome === 'out-of-memory') return outcome;
	return diagnosis ?? (outcome === 'error' ? 'threw' : 'unknown');
}
