/** Answers whose texts were removed count on: a solution cannot be collected piece by piece between two removals. */
import { describe, expect, it } from 'vitest';
import type { TutorTurn } from '#db/store/tutor-turns.ts';
import type { Inspection } from '#tutor/guard/inspection.ts';
import { LIMITS } from '#tutor/guard/thresholds.ts';
import { withRemoved } from './tutor-guard.ts';

const CODE = { c: 0, cumulative: 0, lcs: 0, t: 0, own: 0, ownCumulative: 0, a: 0, s: 0, sCumulative: 0 };
const NONE = { ...CODE, atoms: 0, lines: 0, prose: 0, steps: 0 };
const inspected = (scores: Partial<Inspection['scores']>): Inspection => ({
	ok: true,
	measured: 4,
	reasons: [],
	scores: { ...NONE, ...scores },
	probe: 'safe',
	isMundane: false,
});
/** A turn of which only what these tests read is there. */
const turn = (answer: string | null, c: number, ownCumulative = 0) =>
	({
		answer,
		action: 'pass',
		guard: {
			...{ intent: 'core', isMundane: false, agreedTo: 4, fault: null, shownRung: null, isOvertaken: false },
			candidates: [{ ok: true, measured: 4, reasons: [], scores: { c, s: 0, ownCumulative }, probe: 'safe' }],
		},
	}) as unknown as TutorTurn;
const piece = LIMITS[4].cumulative * 0.6;
const today = inspected({ c: piece, cumulative: piece });

describe('an answer after others were removed', () => {
	it('is refused when both together could pass the limit', () => {
		expect(withRemoved(today, 4, [turn(null, piece)])).toMatchObject({ ok: false, reasons: ['fingerprints'] });
	});

	it('is refused when the lines of both together could be too many', () => {
		const lines = inspected({ own: 1, ownCumulative: LIMITS[4].ownCumulative * 0.6 });
		expect(withRemoved(lines, 4, [turn(null, 0, LIMITS[4].ownCumulative * 0.6)])).toMatchObject({ ok: false, reasons: ['solution-lines'] });
		expect(withRemoved(lines, 4, [turn(null, 0, 0.01)])).toBe(lines);
	});

	it('stands where the others are still there, because the guard read them', () => {
		expect(withRemoved(today, 4, [turn('text', piece)])).toBe(today);
	});

	it('stands when it gives nothing away, and at level 5', () => {
		const words = inspected({ cumulative: piece });
		expect(withRemoved(words, 4, [turn(null, piece)])).toBe(words);
		expect(withRemoved(today, 5, [turn(null, piece)])).toBe(today);
	});
});
