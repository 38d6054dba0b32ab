/** Of a verdict what stands in a row or a history: its outcome, its points and the first diagnosis. */
import type { Verdict } from '#contract/grading.ts';
import type { VerdictSummary } from '#contract/regrade.ts';
import { scoreOf } from '#contract/score.ts';

export function summarise(verdict: Verdict): VerdictSummary {
	const score = scoreOf(verdict);
	return { outcome: verdict.outcome, diagnosis: verdict.diagnosis ?? null, points: score?.points ?? 0, offered: score?.offered ?? 0 };
}
