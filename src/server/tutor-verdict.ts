/** The last verdict as the tutor may see it: what the learner was shown of it, and nothing that only staff has. */
import type { Verdict } from '#contract/grading.ts';
import { verdictForLearner } from './get-submission.ts';

const MAX_LOG_CHARS = 1_000;

export function describeVerdict(verdict: Verdict): string {
	const { outcome, message, line, checks, logs } = verdictForLearner(verdict);
	const failed = checks.filter((check) => check.outcome === 'fail').map((check) => `- ${check.title}: ${check.message}`);
	return [
		`outcome: ${outcome}`,
		`message: ${message}`,
		line === undefined ? '' : `line: ${line}`,
		failed.length === 0 ? '' : `failing checks:\n${failed.join('\n')}`,
		logs ? `console output:\n${logs.slice(0, MAX_LOG_CHARS)}` : '',
	]
		.filter(Boolean)
		.join('\n');
}
