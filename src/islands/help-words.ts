/** What is new in the help panel, and when something is, in words. Pure. */
import type { HelpView } from '#contract/help.ts';
import { quoteReason } from '#learning/explain.ts';
import { clock } from './draft-sync.ts';

/** What changed between two views that a learner should hear of; "" for nothing. */
export function newsOf(before: HelpView | null, after: HelpView): string {
	if (before === null) return '';
	return [openedNews(before, after), boundNews(before, after), answerNews(before, after)].filter((sentence) => sentence !== '').join(' ');
}

function openedNews(before: HelpView, after: HelpView): string {
	const isOpenBefore = (rung: number) => before.rungs.some((each) => each.rung === rung && each.state === 'open');
	const opened = after.rungs.find(({ rung, state }) => state === 'open' && !isOpenBefore(rung));
	return opened ? `Rung ${opened.rung} is open now: ${opened.title}.` : '';
}

function boundNews({ bound: before }: HelpView, { bound: after }: HelpView): string {
	if (JSON.stringify(before) === JSON.stringify(after)) return '';
	return after === null
		? 'The limit on help here was lifted.'
		: `${after.by} changed what can be opened here: ${quoteReason(after.reason)}`;
}

function answerNews(before: HelpView, after: HelpView): string {
	const wasOpen = new Set(before.questions.filter(({ answer }) => answer === null).map(({ id }) => id));
	const answered = after.questions.find(({ id, answer }) => answer !== null && wasOpen.has(id));
	return answered?.answer ? `${answered.answer.by} answered your question.` : '';
}

/** "now", "22:15" within the day, else with the weekday. */
export function sayFrom(from: number, now: number): string {
	if (from <= now) return 'now';
	if (new Date(from).toDateString() === new Date(now).toDateString()) return clock(from);
	return `${new Date(from).toLocaleDateString('en', { weekday: 'long' })} ${clock(from)}`;
}
