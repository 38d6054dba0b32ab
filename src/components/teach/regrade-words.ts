/** A regrade's states, its scope and its counts in words. */

import type { ItemState, RegradeLine, RegradeScope, RegradeState, SkillSummary, VerdictSummary } from '#contract/regrade.ts';
import { pointsText } from '#contract/score.ts';
import { dayText } from '#contract/time-text.ts';
import { plainWords } from './cell.ts';
import { standWord } from './stand.ts';

export const STATE_WORDS: Readonly<Record<RegradeState, string>> = {
	running: 'being judged',
	ready: 'ready to decide',
	applying: 'being applied',
	applied: 'applied',
	undoing: 'being undone',
	undone: 'undone',
	discarded: 'discarded',
};

export const ITEM_WORDS: Readonly<Record<ItemState, string>> = {
	queued: 'waits',
	judged: 'judged',
	'needs-staff': 'our fault, changes nothing',
	applied: 'applied',
	undone: 'undone',
	skipped: 'left alone, changed by something newer',
};

const PICKS = {
	latest: 'the latest submission of each learner',
	best: 'the best submission of each learner',
	all: 'all submissions',
} as const;

export function scopeWords({ pick, from, until, diagnosis, learnerId, submissionId }: RegradeScope): string {
	if (submissionId !== undefined) return 'one submission';
	return [
		learnerId === undefined ? PICKS[pick] : `${PICKS[pick].replace(' of each learner', '')} of one learner`,
		...(from === undefined ? [] : [`from ${dayText(from)}`]),
		...(until === undefined ? [] : [`until ${dayText(until)}`]),
		...(diagnosis === undefined ? [] : [`judged ${plainWords(diagnosis)}`]),
	].join(', ');
}

export const versionWords = (which: RegradeLine['which']): string =>
	which === 'submitted' ? 'by the version it was submitted for' : 'by the current version of the lab';

export const submissions = (n: number): string => `${n.toLocaleString('en')} ${n === 1 ? 'submission' : 'submissions'}`;

export function countWords({ state, counts }: Pick<RegradeLine, 'state' | 'counts'>): string {
	const { total, queued, changed, needsStaff, applied } = counts;
	if (state === 'running') return `${total - queued} of ${total} judged`;
	const parts = [`${submissions(total)}, ${changed} would change`];
	if (state === 'applied' || state === 'applying') parts[0] = `${submissions(total)}, ${applied} changed`;
	if (state === 'undone' || state === 'discarded') parts[0] = `${submissions(total)}, none changed`;
	return [...parts, ...(needsStaff > 0 ? [`${needsStaff} not judged by a fault of ours`] : [])].join(', ');
}

export const verdictWords = ({ outcome, points, offered, diagnosis }: VerdictSummary): string =>
	[
		standWord(outcome),
		...(offered > 0 ? [pointsText({ points, offered })] : []),
		...(diagnosis === null ? [] : [plainWords(diagnosis)]),
	].join(', ');

export const skillWords = ({ p, isProven, level }: SkillSummary): string =>
	`${p.toFixed(2)}${isProven ? ', proven' : ''}, ${level === 0 ? 'no rung open' : `rung ${level} open`}`;
