/** A regrade's states, its scope and its counts in words. */

import type { ItemState, RegradeEffect, RegradeLine, RegradeScope, RegradeState, SkillSummary, VerdictSummary } from '#contract/regrade.ts';
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

const ITEM_WORDS: Readonly<Record<ItemState, string>> = {
	queued: 'waits',
	judged: 'judged',
	'needs-staff': 'our fault, changes nothing',
	applied: 'applied',
	undone: 'undone',
	skipped: 'left alone, changed by something newer',
};

/** In a regrade that was discarded nothing waits any more. */
export const itemWords = (state: ItemState, regrade: RegradeState): string =>
	state === 'queued' && regrade === 'discarded' ? 'not judged' : ITEM_WORDS[state];

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

/** What applying does to how many; what it does to nobody is left out. */
export function effectWords(effect: RegradeEffect): string {
	const verb = (n: number, one: string, more: string): string[] => (n === 0 ? [] : [`${n} ${n === 1 ? one : more}`]);
	const parts = [
		...verb(effect.newlyAccepted, 'becomes accepted', 'become accepted'),
		...verb(effect.noLongerAccepted, 'is accepted no longer', 'are accepted no longer'),
		...verb(effect.pointsUp, 'has more points', 'have more points'),
		...verb(effect.pointsDown, 'has fewer points', 'have fewer points'),
		...verb(effect.newlyProven, 'learner has the skill proven by it', 'learners have the skill proven by it'),
		...verb(effect.noLongerProven, 'learner has the skill proven no longer', 'learners have the skill proven no longer'),
	];
	return parts.length === 0 ? 'other words, with the same outcomes, points and skills' : parts.join(', ');
}

/** The outcome alone where that is what changed, else all that is read. */
export function changeWords(before: VerdictSummary, after: VerdictSummary): string {
	const words = before.outcome === after.outcome ? verdictWords : ({ outcome }: VerdictSummary) => standWord(outcome);
	return words(before) === words(after) ? `${words(after)}, with other words` : `${words(before)} → ${words(after)}`;
}

export const skillWords = ({ p, isProven, level }: SkillSummary): string =>
	`${p.toFixed(2)}${isProven ? ', proven' : ''}, ${level === 0 ? 'no rung open' : `rung ${level} open`}`;
