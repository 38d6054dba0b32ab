/** An overturned event counts for nothing, the log keeps it, and every fold of the server goes through this filter. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LearningEvent } from '#contract/event.ts';
import { decide } from './decide.ts';
import { listEvidence } from './evidence-list.ts';
import { fold } from './fold.ts';
import { type Logged, standingEvents } from './standing-events.ts';

const base = { skill: 's', task: 'a' };
const logOf = (...events: LearningEvent[]): Logged[] => events.map((event, n) => ({ id: `e${n}`, event }));
const HINT: LearningEvent = { ...base, t: 1, type: 'hint', level: 3 };
const PASS: LearningEvent = { ...base, t: 2, type: 'attempt', verdict: 'pass', edits: 9 };
const DISPUTE: LearningEvent = { ...base, t: 3, type: 'dispute', eventId: 'e0', reason: 'my brother opened it' };
const OVERTURN: LearningEvent = { ...base, t: 4, type: 'overturn', eventId: 'e0', by: 'teacher', reason: 'agreed' };

describe('events that stand', () => {
	it('leave out an overturned one: the fold and the decision equal those without it', () => {
		const log = logOf(HINT, PASS, DISPUTE, OVERTURN);
		const without = [PASS, DISPUTE, OVERTURN];
		expect(standingEvents(log)).toEqual(without);
		expect(fold(standingEvents(log))).toEqual(fold([PASS]));
		const decideOn = (events: readonly LearningEvent[]) => decide({ now: 9, events, skill: 's', task: 'b' });
		expect(decideOn(standingEvents(log))).toEqual(decideOn([PASS]));
		expect(fold(standingEvents(log)).get('s')?.p).toBeGreaterThan(fold([HINT, PASS]).get('s')?.p ?? 1);
	});

	it('are all of them while a dispute is only said', () => {
		const log = logOf(HINT, PASS, DISPUTE);
		expect(fold(standingEvents(log)).get('s')?.p).toBe(fold([HINT, PASS]).get('s')?.p);
	});

	it('leave the log as it was', () => {
		const log = logOf(HINT, PASS, DISPUTE, OVERTURN);
		const before = JSON.stringify(log);
		standingEvents(log);
		expect(JSON.stringify(log)).toBe(before);
	});
});

describe('the list of evidence', () => {
	it('keeps a disputed event with its reason, and an overturned one with the answer and no effect', () => {
		const [hint, pass] = listEvidence(logOf(HINT, PASS, DISPUTE, OVERTURN));
		expect(hint).toMatchObject({ id: 'e0', before: 0.15, after: 0.15, effect: 'counts for nothing: overturned' });
		expect(hint?.dispute).toEqual({
			t: 3,
			reason: 'my brother opened it',
			answer: { kind: 'overturned', t: 4, by: 'teacher', reason: 'agreed' },
		});
		expect(pass?.after).toBe(fold([PASS]).get('s')?.p);
		expect(listEvidence(logOf(HINT, PASS, DISPUTE))[0]?.dispute?.answer).toBeNull();
	});

	it('tells heartbeats that follow each other as one stretch of work, and only when asked', () => {
		const beat = (t: number): LearningEvent => ({ ...base, t, type: 'active', ms: 45_000 });
		const log = logOf(beat(1), beat(2), beat(3), beat(4), HINT, beat(5));
		expect(listEvidence(log)).toHaveLength(1);
		expect(listEvidence(log, { isWithWork: true }).map(({ what }) => what)).toEqual([
			'1 minute at work',
			'Rung 3 opened',
			'3 minutes at work',
		]);
	});
});

describe('the server', () => {
	it('takes events out of the log through this filter wherever it folds them', () => {
		const names = readdirSync('src/server', { encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
		const sources = names.map((name) => ({ name, text: readFileSync(join('src/server', name), 'utf8') }));
		// Whoever holds rows of the log: a file that is handed events has them from one of these. listEvidence takes the whole log, and filters it itself.
		const folds = sources.filter(({ text }) => /\b(fold|decide)\(/.test(text) && /\b(listEvents\w*|StoredEvent)\b/.test(text));
		const raw = folds.filter(({ text }) => !/#learning\/(standing-events|kept-log)\.ts/.test(text));
		expect(folds.length).toBeGreaterThan(4);
		expect(raw.map(({ name }) => name)).toEqual([]);
	});
});
