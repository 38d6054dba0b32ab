import { describe, expect, it } from 'vitest';
import type { LearningEvent } from '#contract/event.ts';
import type { RecheckInvitation } from '#contract/recheck.ts';
import { codeTaskAt, enterSitting, formOfTask, openSitting, SITTING_MS, sittingsOf, spaced, whenInWords } from './sitting.ts';

const HOUR = 3_600_000;
const BASE = 'rope#spiral';
const INVITED: RecheckInvitation = { kind: 'restore-credit', from: 0 };

const event = (hour: number, over: Partial<LearningEvent> & Pick<LearningEvent, 'type'>): LearningEvent =>
	// The parts that differ by type come in with `over`.
	({ t: hour * HOUR, skill: 'positions', task: BASE, mode: 'recheck', ...over }) as LearningEvent;
const open = (hour: number, task = BASE) => event(hour, { type: 'open', task });
const leave = (hour: number, task = BASE) => event(hour, { type: 'leave', task });
const fail = (hour: number, task = BASE) => event(hour, { type: 'attempt', verdict: 'fail', diagnosis: 'x', task });
const pass = (hour: number, task = BASE) => event(hour, { type: 'attempt', verdict: 'pass', task });

const enter = (events: readonly LearningEvent[], hour: number, base = BASE, invited: RecheckInvitation | null = INVITED) =>
	enterSitting(base, sittingsOf(events, hour * HOUR), invited, hour * HOUR);

describe('a sitting', () => {
	it('is open from its event until it is passed, left, or a day old', () => {
		const stateAt = (events: readonly LearningEvent[], hour: number) => sittingsOf(events, hour * HOUR)[0]?.state;
		expect(stateAt([open(1)], 2)).toBe('open');
		expect(stateAt([open(1)], 25)).toBe('over');
		expect(stateAt([open(1), fail(2)], 3)).toBe('open');
		expect(stateAt([open(1), pass(2)], 30)).toBe('passed');
		expect(stateAt([open(1), leave(2)], 3)).toBe('left');
		expect(stateAt([open(1), leave(2), open(3)], 4)).toBe('open');
	});

	it('in a quick form ends when its tries are used up', () => {
		const lines = 'rope#parsons';
		const question = 'rope#question';
		expect(openSitting(sittingsOf([open(1, lines), fail(1.1, lines), fail(1.2, lines)], 2 * HOUR))?.tries).toBe(2);
		expect(openSitting(sittingsOf([open(1, lines), ...[1.1, 1.2, 1.3].map((t) => fail(t, lines))], 2 * HOUR))).toBeNull();
		expect(openSitting(sittingsOf([open(1, question), fail(1.1, question)], 2 * HOUR))).toBeNull();
	});

	it('is not made of practice, of predictions, or of slips of syntax', () => {
		expect(sittingsOf([event(1, { type: 'open', task: 'rope', mode: 'practice' })], 2 * HOUR)).toEqual([]);
		const slip = event(2, { type: 'attempt', verdict: 'fail', kind: 'mundane' });
		expect(sittingsOf([open(1), slip], 3 * HOUR)).toMatchObject([{ tries: 0 }]);
	});
});

describe('entering', () => {
	it('needs an invitation, and its moment', () => {
		expect(enter([], 1, BASE, null)).toEqual({ may: false, why: 'not-invited', from: null });
		expect(enter([], 1, BASE, { kind: 'restore-credit', from: 12 * HOUR })).toEqual({ may: false, why: 'too-early', from: 12 * HOUR });
		expect(enter([], 12, BASE, { kind: 'restore-credit', from: 12 * HOUR })).toEqual({ may: true, task: BASE, leaves: null });
	});

	it('gives a new instance its number, a day after the last one that was tried', () => {
		const tried = [open(1), fail(2)];
		expect(enter(tried, 26)).toEqual({ may: true, task: `${BASE}.2`, leaves: null });
		expect(enter([...tried, open(26, `${BASE}.2`), fail(27, `${BASE}.2`)], 51)).toMatchObject({ task: `${BASE}.3` });
		expect(enter([open(1), pass(2)], 24)).toEqual({ may: false, why: 'too-early', from: 25 * HOUR });
		expect(enter([open(1), pass(2)], 25)).toMatchObject({ may: true, task: `${BASE}.2` });
	});

	it('gives an untried one the same name again: nothing was counted', () => {
		expect(enter([open(1)], 30)).toMatchObject({ may: true, task: BASE });
		expect(enter([open(1), leave(2)], 30)).toMatchObject({ may: true, task: BASE });
	});

	it('takes up on its day what was left, as the same instance, even when the invitation is gone', () => {
		expect(enter([open(1), fail(2), leave(3)], 4, BASE, null)).toEqual({ may: true, task: BASE, leaves: null });
		expect(enter([open(1), fail(2), leave(3)], 26, BASE, null)).toMatchObject({ may: false });
	});

	it('changes the form while nothing was tried, and not afterwards', () => {
		const lines = 'rope#parsons';
		expect(enter([open(1)], 2, lines)).toEqual({ may: true, task: lines, leaves: BASE });
		expect(enter([open(1), fail(2)], 3, lines)).toMatchObject({ may: false, why: 'other-open' });
		expect(enter([open(1), fail(2), leave(3)], 4, lines)).toEqual({ may: false, why: 'too-early', from: 25 * HOUR });
		// Left untried, then another form was tried: the first waits like a new one.
		expect(enter([open(1), leave(2), open(3, lines), fail(4, lines), leave(5, lines)], 6)).toMatchObject({ may: false, why: 'too-early' });
	});

	it('never lets two probes of one skill begin within a day, whatever is opened, tried and left', () => {
		const started: number[] = [];
		const events: LearningEvent[] = [];
		for (let hour = 0; hour < 200; hour++) {
			const base = hour % 3 === 0 ? 'rope#parsons' : BASE;
			const entry = enter(events, hour, base);
			if (!entry.may) continue;
			if (entry.leaves !== null) events.push(leave(hour, entry.leaves));
			if (!events.some(({ type, task }) => type === 'attempt' && task === entry.task)) started.push(hour * HOUR);
			events.push(open(hour, entry.task), fail(hour + 0.1, entry.task));
			if (hour % 2 === 0) events.push(leave(hour + 0.2, entry.task));
		}
		expect(started.length).toBeGreaterThan(5);
		for (const [n, at] of started.slice(1).entries()) expect(at - (started[n] ?? 0)).toBeGreaterThanOrEqual(SITTING_MS);
	});
});

describe('reading the log', () => {
	it('gives a submission to the code sitting that was open when it was sent', () => {
		const events = [open(1), leave(2), open(3, 'rope#parsons'), open(30, `${BASE}.2`)];
		expect(codeTaskAt(events, 'rope', 2 * HOUR)).toBe(BASE);
		expect(codeTaskAt(events, 'rope', 4 * HOUR)).toBe(BASE);
		expect(codeTaskAt(events, 'rope', 31 * HOUR)).toBe(`${BASE}.2`);
		expect(codeTaskAt(events, 'bigram', 31 * HOUR)).toBeUndefined();
	});

	it('adds the spacing to the invitation', () => {
		expect(spaced(INVITED, sittingsOf([open(5)], 6 * HOUR))).toEqual(INVITED);
		expect(spaced(INVITED, sittingsOf([open(5), fail(6)], 7 * HOUR))?.from).toBe(29 * HOUR);
		expect(spaced(null, [])).toBeNull();
	});

	it.each([
		['rope#spiral', 'code'],
		['rope#spiral.2', 'code'],
		['rope#parsons', 'parsons'],
		['rope#parsons.12', 'parsons'],
		['rope#question', 'question'],
	] as const)('tells the form of %s', (task, form) => {
		expect(formOfTask(task)).toBe(form);
	});

	it.each([
		[-1, 'now'],
		[30_000, 'in 1 minute'],
		[40 * 60_000, 'in 40 minutes'],
		[3.2 * HOUR, 'in about 3 hours'],
		[70 * HOUR, 'in about 3 days'],
	])('says %d ms as "%s"', (ms, words) => {
		expect(whenInWords(ms, 0)).toBe(words);
	});
});
