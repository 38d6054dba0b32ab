/** Only what a learner should hear of is announced, and once. */
import { describe, expect, it } from 'vitest';
import type { HelpView } from '#contract/help.ts';
import { newsOf, sayFrom } from './help-words.ts';

const rungs = (open: number): HelpView['rungs'] =>
	([1, 2, 3, 4, 5] as const).map((rung) => ({
		rung,
		title: `title ${rung}`,
		credit: 1,
		state: rung === open ? 'open' : rung < open ? 'taken' : 'shut',
	}));
const bound = { by: 'Sam', reason: 'A plan.', floor: 0, ceiling: 2 };
const question = { id: 'q', text: 'Why?', askedAt: 0, answer: null };
/** Only the parts that news are made of. */
const view = (over: Partial<HelpView> = {}): HelpView => ({
	signedIn: true,
	decision: {
		mastery: 0,
		effective: 0,
		status: 'learning',
		maxLevel: 1,
		offer: null,
		automation: 1,
		next: null,
		recheck: null,
		escape: null,
		reasons: [],
	},
	why: [],
	opens: null,
	reading: null,
	creditNow: 1,
	rungs: rungs(1),
	bound: null,
	preference: { cap: 5, proactive: 'ask', auto: 3 },
	parkedAt: null,
	recheckFrom: null,
	people: [],
	questions: [],
	...over,
});

describe('news of the help panel', () => {
	it('are none at first, and none when nothing changed', () => {
		expect(newsOf(null, view())).toBe('');
		expect(newsOf(view(), view())).toBe('');
	});

	it('name the rung that opened', () => {
		expect(newsOf(view({ rungs: rungs(0) }), view())).toBe('Rung 1 is open now: title 1.');
		expect(newsOf(view(), view({ rungs: rungs(2) }))).toBe('Rung 2 is open now: title 2.');
	});

	it('name who set or lifted a bound', () => {
		expect(newsOf(view(), view({ bound }))).toBe('Sam changed what can be opened here: “A plan.”');
		expect(newsOf(view({ bound }), view())).toBe('The limit on help here was lifted.');
	});

	it('tell that a question was answered, once', () => {
		const answered = { ...question, answer: { text: 'So.', by: 'Sam', at: 1 } };
		expect(newsOf(view({ questions: [question] }), view({ questions: [answered] }))).toBe('Sam answered your question.');
		expect(newsOf(view({ questions: [answered] }), view({ questions: [answered] }))).toBe('');
		expect(newsOf(view(), view({ questions: [question] }))).toBe('');
	});
});

it('a time later today is an hour, later than that a weekday', () => {
	const now = new Date(2026, 0, 5, 9).getTime();
	expect(sayFrom(now, now)).toBe('now');
	expect(sayFrom(new Date(2026, 0, 5, 21, 30).getTime(), now)).toBe('21:30');
	expect(sayFrom(new Date(2026, 0, 6, 1, 30).getTime(), now)).toBe('Tuesday 01:30');
});
