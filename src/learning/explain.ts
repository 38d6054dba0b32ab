/**
 * The sentences a learner and an instructor read, from the reasons of a decision. Says what is open, why, what opens
 * the next rung and what it costs, before it acts; never blames and never calls anybody anything.
 */
import type { HelpDecision, Reason } from '#contract/help.ts';
import { estimateText } from './estimate-text.ts';
import { PARAMETERS } from './parameters.ts';

/** One sentence for each reason that says something to a person. Of the pace of the next rung nothing, where none follows. */
export function explainReasons(decision: HelpDecision, skillTitle: string): string[] {
	const reasons = decision.reasons.filter(({ code }) => code !== 'TRY_BETWEEN_HINTS' || decision.next !== null);
	return reasons.map((reason) => explainReason(reason, skillTitle)).filter((sentence) => sentence !== null);
}

/** What opens the next rung, or null when nothing more can open. `top`: the highest rung that people's bounds leave. */
export function explainNext(decision: HelpDecision, top = 5): string | null {
	const { next, maxLevel } = decision;
	if (next === null || isBounded(decision) || next.rung > top) return null;
	const effort = afterEffort(next);
	if (next.takeFirst !== null && next.takeFirst <= maxLevel) {
		return `Rung ${next.takeFirst} is open. Rung ${next.rung} follows ${effort ?? 'after one more try, or once you have read it'}.`;
	}
	if (effort !== null) return `Opens ${effort}.`;
	if (next.readSec > 0) return `Opens after one more try or ${moreSeconds(next.readSec)} with rung ${next.rung - 1}.`;
	return 'Opens now.';
}

/** What reading is still asked for and how it is counted, or null when none is. */
export function explainReading({ next }: HelpDecision): string | null {
	if (next === null || next.readSec <= 0) return null;
	const left = `${count(Math.ceil(next.readSec), 'second')} of reading rung ${next.rung - 1}`;
	return `${capital(left)} ${next.readSec > 1 ? 'are' : 'is'} left. They count only while this page is in front of you and in use. A try replaces them.`;
}

/** The price in numbers and words, for example "A pass counts 0.60 now (a little over half) and 0.35 after this rung (about a third)." */
export function explainPrice(creditNow: number, creditAfter: number): string {
	const now = `A pass counts ${creditNow.toFixed(2)} now (${creditWords(creditNow)})`;
	if (creditAfter >= creditNow) return `${now} and the same after this rung.`;
	return `${now} and ${creditAfter.toFixed(2)} after this rung (${creditWords(creditAfter)}). A short re-check returns the difference.`;
}

/** A person's own words at the end of a sentence. */
export function quoteReason(reason: string): string {
	return `“${reason}”${/[.?!…]$/.test(reason) ? '' : '.'}`;
}

function creditWords(credit: number): string {
	return CREDIT_WORDS.find(([least]) => credit >= least)?.[1] ?? 'nothing';
}

const CREDIT_WORDS: readonly (readonly [number, string])[] = [
	[0.995, 'in full'],
	[0.8, 'nearly in full'],
	[0.55, 'a little over half'],
	[0.3, 'about a third'],
	[0.1, 'about a seventh'],
];

function isBounded({ reasons }: HelpDecision): boolean {
	return reasons.some(({ code }) => code === 'PREF_CAP' || code === 'INSTRUCTOR_CEILING');
}

/** "after one more try or three more minutes of work", or null when no effort is missing. Reading runs within those minutes. */
function afterEffort({ attempts, activeMin, readSec }: NonNullable<HelpDecision['next']>): string | null {
	if (attempts <= 0) return null;
	const seconds = Math.max(activeMin * 60, readSec);
	const time = seconds < 60 ? moreSeconds(seconds) : count(Math.ceil(seconds / 60), 'more minute');
	return `after ${count(attempts, 'more try', 'more tries')} or ${time} of work`;
}

function moreSeconds(seconds: number): string {
	return count(Math.max(1, Math.ceil(seconds)), 'more second');
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** Small numbers as words. */
function count(n: number, one: string, many = `${one}s`): string {
	return `${NUMBERS[n] ?? n} ${n === 1 ? one : many}`;
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

const [DEVELOPING, PROFICIENT] = PARAMETERS.bands;

type Sentence = (reason: Reason, skill: string) => string | null;

const SENTENCES: Readonly<Record<Reason['code'], Sentence>> = {
	BAND_NOVICE: ({ p = 0 }, skill) =>
		p < DEVELOPING
			? `${skill} stands at ${estimateText(p)} for you. Below 0.35 the first hint is open at once, and the others follow early.`
			: `${skill} stands at ${estimateText(p)} for you now. It stood below 0.35 when you began here, so the first hint was open at once, and the others follow early.`,
	BAND_DEVELOPING: ({ p = 0 }, skill) =>
		p >= DEVELOPING && p < PROFICIENT
			? `${skill} stands at ${estimateText(p)} for you. Between 0.35 and 0.70 hints open after some work.`
			: `${skill} stands at ${estimateText(p)} for you now. It stood between 0.35 and 0.70 when you began here, so hints open after some work.`,
	BAND_PROFICIENT: ({ p = 0 }, skill) =>
		p >= PROFICIENT
			? `${skill} stands at ${estimateText(p)} for you. From 0.70 on hints come later, because they would slow you down.`
			: `${skill} stands at ${estimateText(p)} for you now. It stood at 0.70 or above when you began here, so hints come later.`,
	MUNDANE_FREE: () => 'Types, API and plots: answered in full, free.',
	PROBE_NO_HELP: () => 'This is an unaided check: no hints on the skill itself. Leaving it costs nothing.',
	TRY_BETWEEN_HINTS: () =>
		'Several rungs were opened in a row. The next one asks for twice the reading time; one try of your own resets that.',
	RAPID_RETRY_NOT_COUNTED: ({ n }) =>
		`${capital(count(n ?? 0, 'try', 'tries'))} within 15 seconds or without a change counted neither for nor against you.`,
	STUCK_ON_TASK: () => 'The same obstacle came back several times here, so every further rung opens after half the effort.',
	STUCK_ON_SKILL: () =>
		'This skill has resisted for ten labs, so every further rung opens after half the effort. A look at what comes before it may help more.',
	HARD_BOUND_REACHED: () => 'You have worked long enough here: no rung asks for more effort.',
	LARGE_PASTE_UNKNOWN_ORIGIN: ({ credit }) =>
		`A large part of this answer was pasted, and its origin is not known here. A pass counts at most ${(credit ?? 0).toFixed(2)}; a re-check returns the rest.`,
	CREDIT_WITHHELD: ({ amount = 0 }) =>
		amount < PARAMETERS.debtTolerance
			? 'A small part of a pass is held back because of help. It is not lost: your next check without help returns it.'
			: 'Part of a pass is held back because of help. It is not lost.',
	PREF_CAP: ({ cap }) => `You set rung ${cap ?? 0} as the highest for yourself. You can lift that at any time.`,
	INSTRUCTOR_FLOOR: ({ floor }) => `Your instructor opened everything up to rung ${floor ?? 0}.`,
	INSTRUCTOR_CEILING: ({ ceiling }) => `Your instructor set rung ${ceiling ?? 0} as the highest.`,
	// Also what holds outside projects, so it names nobody.
	INSTRUCTOR_AUTO_CAP: ({ cap }) =>
		(cap ?? 0) < 2 ? 'No code is completed or written by AI here.' : 'Here AI completes a few lines at most, and writes no whole block.',
	PREF_AUTO_CAP: ({ cap }) =>
		`You asked for ${(cap ?? 0) < 2 ? 'no code to be completed or written' : 'lines to be completed, and no whole block'}. You can lift that at any time.`,
	AUTOMATION_EARNED: ({ level }, skill) =>
		level === 3
			? `${skill} is proven: AI may write code for it where a lab does not test it.`
			: `${skill} is far enough for AI to complete a few lines.`,
	AUTOMATION_BY_HAND_ONCE: (_reason, skill) =>
		`${skill} was last used unaided some days ago. One use by hand, or a re-check, opens writing by AI again.`,
	RECHECK_INVITED: ({ kind }) => RECHECKS[kind ?? ''] ?? null,
	EXIT_OFFERED: () => 'You can park this lab, look at what comes before it, or ask a person. Nothing is lost by that.',
};

const RECHECKS: Readonly<Record<string, string>> = {
	retention: 'Due for a short check: memory fades, and a check renews it.',
	'restore-credit': 'A short check without help returns the credit that is held back.',
	prove: 'One check without help would prove this skill.',
};

function explainReason(reason: Reason, skillTitle: string): string | null {
	return SENTENCES[reason.code](reason, skillTitle);
}
