/** Withheld credit and standing invitations, on logs made by hand. */
import { describe, expect, test } from 'vitest';
import { logOf } from '../../tests/support/event-log.ts';
import { dueChecks, withheldCredit } from './owed-checks.ts';
import { PARAMETERS } from './parameters.ts';
import { retrievability } from './retention.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const RECHECK = { recheck: '#1', start: DAY };

describe('withheld credit', () => {
	test('is what a pass with help did not count, and where the estimate would stand with it', () => {
		const [owed] = withheldCredit('ada', logOf('1 2 3 pass'));
		// Λ = ln(0.9 / 0.15); rung 3 withholds 0.65 of it.
		expect(owed?.debt).toBeCloseTo(0.65 * Math.log(6), 3);
		expect(owed).toMatchObject({ skill: 'skill', userId: 'ada', now: 0.264 });
		expect(owed?.restored).toBeCloseTo(0.536, 2);
	});

	test('is nothing for an unaided pass, and nothing once a re-check returned it', () => {
		expect(withheldCredit('ada', logOf('1 pass'))).toEqual([]);
		expect(withheldCredit('ada', [...logOf('1 2 3 pass'), ...logOf('pass', RECHECK)])).toEqual([]);
	});
});

describe('a due check', () => {
	test('after rung 3 stands since the pass', () => {
		expect(dueChecks('ada', logOf('1 2 3 pass'), DAY)).toEqual([{ skill: 'skill', userId: 'ada', kind: 'restore-credit', since: 180_000 }]);
	});

	test('after rung 4 stands twelve hours later, and not before', () => {
		const log = logOf('1 2 3 4 pass');
		expect(dueChecks('ada', log, 2 * HOUR)).toEqual([]);
		expect(dueChecks('ada', log, DAY)).toMatchObject([{ kind: 'restore-credit', since: 180_000 + 12 * HOUR }]);
	});

	test('by forgetting stands since recall fell to the line', () => {
		const proven = [...logOf('pass'), ...logOf('pass', RECHECK)];
		expect(dueChecks('ada', proven, 2 * DAY)).toEqual([]);
		const [due] = dueChecks('ada', proven, 90 * DAY);
		if (!due) throw new Error('nothing is due');
		expect(due.kind).toBe('retention');
		const stability = 4 * (1.4 + 6 * (1 - retrievability(1, 4, PARAMETERS)));
		expect(retrievability((due.since - DAY) / DAY, stability, PARAMETERS)).toBeCloseTo(PARAMETERS.dueR, 6);
	});

	test('is gone with the check', () => {
		expect(
			dueChecks('ada', [...logOf('1 2 3 pass'), ...logOf('pass', RECHECK), ...logOf('pass', { lab: 'b', start: 2 * DAY })], 2 * DAY),
		).toEqual([]);
	});
});
