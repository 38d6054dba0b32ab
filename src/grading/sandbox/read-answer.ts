/** What the driver in a realm answered, read again: learner code may have put something else in its place. */
import { MAX_LOG_BYTES } from '#contract/limits.ts';
import type { CallResult } from '#grading/core/subject.ts';

export interface Answer {
	readonly result: CallResult;
	readonly logs: string;
}

const STATUSES: readonly unknown[] = ['ok', 'threw', 'unsupported', 'missing-export'];

/** A copy of what the realm gave: the driver's answer, unless learner code gave another in its place (`then` on Object.prototype). */
export function readAnswer(given: unknown): Answer {
	if (typeof given === 'object' && given !== null && 'result' in given && 'logs' in given && typeof given.logs === 'string') {
		const { result, logs } = given;
		const isAnswer = typeof result === 'object' && result !== null && 'status' in result && STATUSES.includes(result.status);
		// The grader reads the other fields again, each by its type.
		if (isAnswer) return { result: result as CallResult, logs: logs.slice(0, MAX_LOG_BYTES) };
	}
	return {
		result: { status: 'threw', kind: 'Error', message: 'the file has replaced built-in functions that everything else needs' },
		logs: '',
	};
}
