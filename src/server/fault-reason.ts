/** Of what the grader noted about a fault of ours, the line that a person reads; its log has the rest. */
import { faultsOf } from '#db/store/jobs.ts';
import { plainText } from '#grading/core/plain-text.ts';

const MAX_REASON = 240;

/** The first line. The count of faults and the kind of error at its head are notes for us. */
export function reasonOfFault(fault: string): string {
	const [line = ''] = faultsOf({ lastError: fault }).last.split('\n');
	return plainText(line.replace(/^AppError: /, '')).slice(0, MAX_REASON) || 'The grader said nothing. Its log may.';
}
