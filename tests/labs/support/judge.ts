/** One verdict in the test's own process: the subject, the checks, fixed seeds. */
import type { Verdict } from '#contract/grading.ts';
import type { Check } from '#grading/core/check.ts';
import { grade } from '#grading/core/grade.ts';
import { seedFromText } from '#grading/core/random.ts';
import type { ModuleExports } from '#grading/core/realm.ts';
import { verdictOf } from '#grading/core/verdict.ts';
import { inProcessSubject } from './in-process-subject.ts';

/** `secret` stands for the installation's: hidden cases must not depend on the luck of one draw. */
export async function judge(
	source: string,
	checks: readonly Check[],
	lab: { readonly harness: ModuleExports; readonly my: Readonly<Record<string, ModuleExports>> },
	secret = '',
): Promise<Verdict> {
	const subject = await inProcessSubject(source, lab.harness, lab.my);
	const report = await grade(subject, checks, { seedOf: (id) => seedFromText(secret + id) });
	if (report.fault !== undefined) throw new Error(`The check "${report.fault.check}" failed by itself: ${report.fault.message}`);
	return verdictOf(report, { durationMs: 0 });
}
