/** Every reason has its sentence, and what opens the next rung is said in the words of the panel. */
import { describe, expect, it } from 'vitest';
import type { LearningEvent } from '#contract/event.ts';
import { reasonSchema } from '#contract/help.ts';
import { decide } from './decide.ts';
import { explainNext, explainPrice, explainReading, explainReasons, quoteReason } from './explain.ts';

const base = { skill: 's', task: 'a' };
const decideOn = (...events: LearningEvent[]) => decide({ now: events.at(-1)?.t ?? 0, events, ...base });

describe('the sentences of the help panel', () => {
	it('name the tries and minutes that open the next rung', () => {
		const taken = decideOn({ ...base, t: 0, type: 'hint', level: 1 }, { ...base, t: 1, type: 'active', ms: 120_000 });
		expect(explainNext(taken)).toBe('Opens after one more try or three more minutes of work.');
	});

	it('name the rung to take first', () => {
		expect(explainNext(decideOn())).toBe('Rung 1 is open. Rung 2 follows after one more try or five more minutes of work.');
	});

	it('name the seconds of reading when only they are missing', () => {
		const read = decideOn(
			{ ...base, t: 0, type: 'active', ms: 300_000 },
			{ ...base, t: 1, type: 'hint', level: 1 },
			{ ...base, t: 2, type: 'active', ms: 5_000 },
		);
		expect(explainNext(read)).toBe('Opens after one more try or 15 more seconds with rung 1.');
		expect(explainReading(read)).toBe(
			'15 seconds of reading rung 1 are left. They count only while this page is in front of you and in use. A try replaces them.',
		);
	});

	it('count reading within the minutes of work, and say which is longer', () => {
		const almost = decideOn(
			{ ...base, t: 0, type: 'active', ms: 290_000 },
			{ ...base, t: 1, type: 'hint', level: 1 },
			{ ...base, t: 2, type: 'active', ms: 2_000 },
		);
		expect(almost.next).toMatchObject({ attempts: 1, readSec: 18 });
		expect(explainNext(almost)).toBe('Opens after one more try or 18 more seconds of work.');
	});

	it('ask for no reading before a rung was taken, nor after a try', () => {
		expect(explainReading(decideOn())).toBeNull();
		const tried = decideOn({ ...base, t: 0, type: 'hint', level: 1 }, { ...base, t: 1, type: 'practice', edits: 3 });
		expect(explainReading(tried)).toBeNull();
	});

	it('say where the band came from once a pass has moved the estimate out of it', () => {
		const taken = { ...base, t: 0, type: 'hint', level: 1 } as const;
		const passed = decideOn(taken, { ...base, t: 60_000, type: 'attempt', verdict: 'pass', edits: 9 });
		const [band, withheld] = explainReasons(passed, 'Attention');
		expect(passed.effective).toBeGreaterThan(0.35);
		expect(band).toMatch(/^Attention stands at 0\.4\d for you now\. It stood below 0\.35 when you began here/);
		expect(withheld).toContain('A small part of a pass is held back');
		expect(explainReasons(decideOn(taken), 'Attention')[0]).toContain('Below 0.35 the first hint is open at once');
	});

	it('say nothing of the pace of a next rung once the last one was taken', () => {
		const waits = (n: number): LearningEvent => ({ ...base, t: 2 * n, type: 'active', ms: 10 * 60_000 });
		const opened = (levels: number[]) =>
			decideOn(...levels.flatMap((level): LearningEvent[] => [waits(level), { ...base, t: 2 * level + 1, type: 'hint', level }]));
		expect(opened([1, 2, 3, 4, 5]).reasons.map(({ code }) => code)).toContain('TRY_BETWEEN_HINTS');
		expect(explainReasons(opened([1, 2, 3, 4, 5]), 'Attention').join()).not.toContain('The next one asks');
		expect(explainReasons(opened([1, 2, 3, 4]), 'Attention').join()).toContain('The next one asks');
	});

	it('promise nothing that a ceiling would refuse', () => {
		expect(explainNext(decide({ now: 0, events: [], ...base, config: { ceiling: 0 } }))).toBeNull();
		expect(explainNext(decideOn({ ...base, t: 0, type: 'hint', level: 1 }), 1)).toBeNull();
	});

	it('say the price before it is paid, and that it comes back', () => {
		expect(explainPrice(0.6, 0.35)).toBe(
			'A pass counts 0.60 now (a little over half) and 0.35 after this rung (about a third). A short re-check returns the difference.',
		);
		expect(explainPrice(0.15, 0)).toContain('0.00 after this rung (nothing)');
		expect(explainPrice(0.35, 0.6)).toBe('A pass counts 0.35 now (about a third) and the same after this rung.');
	});

	it('end a person’s own words with one full stop', () => {
		expect(quoteReason('A plan.')).toBe('“A plan.”');
		expect(quoteReason('a plan')).toBe('“a plan”.');
	});

	it('exist for every reason, without blame', () => {
		const decision = decideOn();
		const codes = reasonSchema.shape.code.options;
		const sentences = codes.flatMap((code) => explainReasons({ ...decision, reasons: [{ code, kind: 'prove', level: 2 }] }, 'Masking'));
		expect(sentences).toHaveLength(codes.length);
		for (const sentence of sentences) expect(sentence).not.toMatch(/penalt|cheat|weak|slow learner|simply|!/i);
	});
});
