/** Deadlines in the words of the instructor's page. */
import type { Deadline } from '#contract/deadline.ts';
import { spanText, wallOf } from '#contract/zoned-time.ts';

export function graceText(minutes: number): string {
	return minutes === 0 ? 'none' : spanText(minutes * 60_000);
}

/** How many, with their word: "1 learner", "12 learners". */
export function learnersText(n: number): string {
	return `${n} ${n === 1 ? 'learner' : 'learners'}`;
}

/** The address that opens the form with what a lab has now. */
export function editQuery(labId: string, deadline: Deadline | null): string {
	const rule = deadline?.late;
	return new URLSearchParams({
		which: labId,
		...(deadline === null
			? {}
			: { due: wallOf(deadline.dueAt, deadline.timeZone), zone: deadline.timeZone, grace: String(deadline.graceMinutes) }),
		...(rule === undefined ? {} : { late: rule.kind }),
		...(rule?.kind === 'reduced' ? { perDay: String(rule.perDay), atMost: String(rule.atMost) } : {}),
	}).toString();
}
