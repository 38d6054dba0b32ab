/** What a submission has come to, in a word, with its tone and glyph. */
import type { SubmissionStand } from '#contract/review.ts';

const WORDS: Readonly<Record<SubmissionStand, string>> = {
	accepted: 'accepted',
	rejected: 'not accepted',
	error: 'error',
	timeout: 'too slow',
	'out-of-memory': 'out of memory',
	unavailable: 'grader failed',
	queued: 'being judged',
	'needs-staff': 'needs staff',
};

export const STANDS = Object.entries(WORDS).map(([id, word]) => ({ id, word }));

export function standWord(stand: SubmissionStand | null): string {
	return WORDS[stand ?? 'queued'];
}

/** `meta`: nothing to say about the code. */
export function standTone(stand: SubmissionStand | null): 'pass' | 'fail' | 'warn' | 'meta' {
	if (stand === 'accepted') return 'pass';
	if (stand === 'needs-staff' || stand === 'unavailable') return 'warn';
	return stand === null || stand === 'queued' ? 'meta' : 'fail';
}
