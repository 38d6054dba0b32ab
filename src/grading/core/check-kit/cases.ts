/**
 * Many generated cases, one outcome. What the learner reads is the author's text for a diagnosis, never a case's numbers:
 * so one submission tells at most which kind of mistake it was.
 */
import type { CheckOutcome } from '../check.ts';

/** Fewer than this and a learner could tell cases apart by submitting. */
export const MIN_CASES = 20;

export interface CaseTexts {
	/** What a case that matches no named mistake says. */
	readonly otherwise: { readonly message: string; readonly diagnosis?: string };
	/** Sentence for each diagnosis that this check can name. */
	readonly named: Readonly<Record<string, string>>;
}

/** What a judge says of one case: right, wrong with a name, or wrong without one. */
export type CaseVerdict = 'right' | { readonly diagnosis: string | null };

export function generateCases<Case>(count: number, random: () => number, make: (random: () => number, index: number) => Case): Case[] {
	if (count < MIN_CASES) throw new RangeError(`A hidden check needs at least ${MIN_CASES} cases, not ${count}.`);
	return Array.from({ length: count }, (_, index) => make(random, index));
}

/** The most frequent name among the wrong cases decides the text; on equal counts the first seen. */
export function outcomeOfCases(verdicts: readonly CaseVerdict[], texts: CaseTexts): CheckOutcome {
	if (verdicts.length < MIN_CASES) throw new RangeError(`A hidden check needs at least ${MIN_CASES} cases, not ${verdicts.length}.`);
	const wrong = verdicts.filter((verdict) => verdict !== 'right');
	if (wrong.length === 0) return { outcome: 'pass' };
	const counts = new Map<string, number>();
	for (const { diagnosis } of wrong) if (diagnosis !== null) counts.set(diagnosis, (counts.get(diagnosis) ?? 0) + 1);
	const [first] = [...counts].toSorted(([, a], [, b]) => b - a);
	if (first === undefined) return { outcome: 'fail', ...texts.otherwise };
	const message = texts.named[first[0]];
	if (message === undefined) throw new Error(`A case was named "${first[0]}", for which the check has no text.`);
	return { outcome: 'fail', message, diagnosis: first[0] };
}
