/** The ledger: nothing is forgotten, nothing foreign is read, scores and bins are what the formulas say. */
import { describe, expect, it } from 'vitest';
import { DATED, KNOWN } from './forecast-questions.ts';
import { addOwn, brier, calibration, type Ledger, ledgerFile, readLedger, removeOwn, scored, settle, writeDown } from './forecasts.ts';
import { calibrationSvg, knownHtml, openHtml, summaryText } from './forecasts-html.ts';

const DAY = '2026-11-27';
const LATER = '2027-01-05';

describe('writing down', () => {
	it('keeps every number with its day, and corrects a slip of the same day', () => {
		const ledger = writeDown(writeDown(writeDown([], 'rli-25', 40, DAY), 'rli-25', 45, DAY), 'rli-25', 60, LATER);
		expect(ledger).toEqual([
			{
				id: 'rli-25',
				own: null,
				entries: [
					{ at: DAY, p: 45 },
					{ at: LATER, p: 60 },
				],
				outcome: null,
			},
		]);
	});

	it('never lets anybody be certain', () => {
		expect(writeDown([], 'rli-25', 100, DAY)[0]?.entries[0]?.p).toBe(99);
		expect(writeDown([], 'rli-25', 0, DAY)[0]?.entries[0]?.p).toBe(1);
	});

	it('takes questions of the learner’s own and lets only those go', () => {
		const one = addOwn([], { text: ' I hand in the capstone ', by: LATER }, 70, DAY);
		const two = addOwn(one, { text: 'again', by: LATER }, 20, DAY);
		expect(two.map(({ id }) => id)).toEqual(['own-1', 'own-2']);
		expect(one[0]?.own?.text).toBe('I hand in the capstone');
		expect(addOwn(one, { text: ' ', by: LATER }, 50, DAY)).toBe(one);
		expect(addOwn(one, { text: 'x', by: '' }, 50, DAY)).toBe(one);
		expect(removeOwn(two, 'own-1').map(({ id }) => id)).toEqual(['own-2']);
		const asked = writeDown([], 'rli-25', 40, DAY);
		expect(removeOwn(asked, 'rli-25')).toEqual(asked);
	});
});

describe('a file', () => {
	const ledger = settle(addOwn(writeDown([], 'metr-40', 30, DAY), { text: 'mine', by: LATER }, 80, DAY), 'own-1', true);

	it('gives back what was put in', () => {
		expect(readLedger(JSON.parse(JSON.stringify(ledgerFile(ledger))))).toEqual(ledger);
	});

	it('is refused when it is something else', () => {
		const broken = [
			null,
			[],
			{ version: 2, forecasts: [] },
			{ version: 1, forecasts: 'x' },
			{ version: 1, forecasts: [{ id: 'A b', own: null, entries: [] }] },
			{ version: 1, forecasts: [{ id: 'a', own: null, entries: [{ at: 'x', p: 1 }] }] },
			{ version: 1, forecasts: [{ id: 'a', own: { text: 1, by: DAY }, entries: [] }] },
		];
		for (const value of broken) expect(readLedger(value)).toBeNull();
	});

	it('cannot bring markup into the page', () => {
		const own = addOwn([], { text: '<img src=x onerror=alert(1)>', by: LATER }, 50, DAY);
		expect(openHtml(own)).not.toContain('<img');
		expect(openHtml(own)).toContain('&lt;img');
	});
});

describe('the score', () => {
	const seven: Ledger = Array.from({ length: 10 }, (_, n) => ({
		id: `own-${n}`,
		own: null,
		entries: [{ at: DAY, p: 90 }],
		outcome: n < 7,
	}));

	it('is 0.25 for ninety percent and seven of ten, as for saying one half', () => {
		expect(brier(scored(seven, 'latest'))).toBeCloseTo(0.25, 9);
		expect(brier([{ p: 0.5, happened: true }])).toBe(0.25);
		expect(brier([{ p: 0.99, happened: true }])).toBeCloseTo(0.0001, 9);
	});

	it('is lowest on average for the probability that one believes', () => {
		const expected = (said: number, chance: number) => chance * (1 - said) ** 2 + (1 - chance) * said ** 2;
		for (const chance of [0.1, 0.35, 0.7])
			for (const said of [0.05, 0.5, 0.95]) expect(expected(said, chance)).toBeGreaterThan(expected(chance, chance));
	});

	it('tells first from latest numbers', () => {
		const changed = settle(writeDown(writeDown([], 'rli-25', 20, DAY), 'rli-25', 80, LATER), 'rli-25', true);
		expect(brier(scored(changed, 'first'))).toBeCloseTo(0.64, 9);
		expect(brier(scored(changed, 'latest'))).toBeCloseTo(0.04, 9);
		expect(summaryText(changed)).toContain('By your first numbers it would be 0.640');
	});

	it('sorts settled forecasts into bins', () => {
		expect(calibration(scored(seven, 'latest'))).toEqual([{ said: expect.closeTo(0.9, 9), happened: 0.7, count: 10 }]);
		expect(calibration([])).toEqual([]);
		expect(calibrationSvg(seven).match(/<circle/g)).toHaveLength(1);
	});
});

describe('what is asked', () => {
	it('is half true, dated after the lesson, and says where the answer stands', () => {
		expect(KNOWN.filter(({ isTrue }) => isTrue)).toHaveLength(5);
		expect(KNOWN).toHaveLength(10);
		for (const { by, how } of DATED) {
			expect(by > DAY).toBe(true);
			expect(how.length).toBeGreaterThan(20);
		}
		const ids = [...KNOWN, ...DATED].map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('shows an answer only after a number', () => {
		const [first] = KNOWN;
		expect(knownHtml([])).not.toContain(first?.why);
		const said = settle(writeDown([], first?.id ?? '', 30, DAY), first?.id ?? '', first?.isTrue ?? null);
		expect(knownHtml(said)).toContain(first?.why);
		expect(knownHtml(said)).toContain('Score 0.090');
	});
});
