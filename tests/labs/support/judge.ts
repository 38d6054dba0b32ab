/** One verdict in the test's own process: the subject, the checks, fixed seeds. */
import type { Verdict } from '#contract/grading.ts';
import type { Check } from '#grading/core/check.ts';
import { grade } from '#grading/core/grade.ts';
import { GUEST_SEED, ownNumbersOf } from '#grading/core/own-numbers.ts';
import { seedFromText } from '#grading/core/random.ts';
import { verdictOf } from '#grading/core/verdict.ts';
import { inProcessSubject } from './in-process-subject.ts';
import type { LabModules } from './lab-modules.ts';

/** `secret` stands for the installation's: hidden cases must not depend on the luck of one draw. `ownSeed`: whose numbers, in a lab that has some. */
export async function judge(
	source: string,
	checks: readonly Check[],
	{ harness, my, lab }: Pick<LabModules, 'harness' | 'my' | 'lab'>,
	secret = '',
	ownSeed = GUEST_SEED,
): Promise<Verdict> {
	const subject = await inProcessSubject(source, harness, my);
	const report = await grade(subject, checks, { own: ownNumbersOf(lab, ownSeed), seedOf: (id) => seedFromText(secret + id) });
	if (report.fault !== undefined) throw new Error(`The check "${report.fault.check}" failed by itself: ${report.fault.message}`);
	return verdictOf(report, { durationMs: 0 });
}
