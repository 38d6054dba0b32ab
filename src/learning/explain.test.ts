/** Every reason has its sentence, and what opens the next rung is said in the words of the panel. */
import { describe, expect, it } from 'vitest';
import type { LearningEvent } from '#contract/event.ts';
import { reasonSchema } from '#contract/help.ts';
import { decide } from './decide.ts';
import { explainNext, explainPrice, explainReasons } from './explain.ts';

const base = { skill: 's', task: 'a' };
const decideOn = (...events: LearningEvent[]) => decide({ now: events.at(-1)?.t ?? 0, events, ...base });

describe('the sentences of the help panel', () => {
	it('name the tries and minutes that open the next rung', () => {
		const taken = decideOn({ ...base, t: 0, type: 'hint', level: 1 }, { ...base, t: 1, type: 'active', ms: 120_000 });
		expect(explainNext(taken)).toBe('Opens after 1 more try, or 3 more minutes of work.');
	});

	it('name the rung to take first', () => {
		expect(explainNext(decideOn())).toBe('Rung 1 is open. Rung 2 follows after 1 more try, or 5 more minutes of work.');
	});

	it('name the seconds of reading when only they are missing', () => {
		const read = decideOn(
			{ ...base, t: 0, type: 'active', ms: 300_000 },
			{ ...base, t: 1, type: 'hint', level: 1 },
			{ ...base, t: 2, type: 'active', ms: 5_000 },
		);
		expect(explainNext(read)).toBe('Opens after one more try, or 15 more seconds with the rung you have.');
	});

	it('promise nothing that a ceiling would refuse', () => {
		expect(explainNext(decide({ now: 0, events: [], ...base, config: { ceiling: 0 } }))).toBeNull();
	});

	it('say the price before it is paid, and that it comes back', () => {
		expect(explainPrice(0.6, 0.35)).toBe('A pass counts 0.60 now, 0.35 after this rung. A 5-minute re-check returns the difference.');
		expect(explainPrice(0.35, 0.6)).toBe('A pass counts 0.35 now, and the same after this rung.');
	});

	it('exist for every reason, without blame', () => {
		const decision = decideOn();
		const codes = reasonSchema.shape.code.options.filter((code) => !code.endsWith('AUTO_CAP'));
		const sentences = codes.flatMap((code) => explainReasons({ ...decision, reasons: [{ code, kind: 'prove', level: 2 }] }, 'Masking'));
		expect(sentences).toHaveLength(codes.length);
		for (const sentence of sentences) expect(sentence).not.toMatch(/penalt|cheat|weak|slow learner|simply|!/i);
	});
});
