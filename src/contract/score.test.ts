import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CheckResult } from './grading.ts';
import { offeredBy, pointsText, scoreOf } from './score.ts';

function check(visibility: CheckResult['visibility'], points: number, outcome: CheckResult['outcome']): CheckResult {
	return { id: `${visibility}-${points}`, title: 'A check', visibility, points, outcome, message: '' };
}

const checks = [check('public', 1, 'pass'), check('public', 2, 'fail'), check('hidden', 4, 'pass'), check('hidden', 3, 'fail')];

test('points are those of the checks that passed, public and hidden apart', () => {
	const score = scoreOf({ outcome: 'rejected', checks });

	expect(score).toEqual({
		points: 5,
		offered: 10,
		ratio: 0.5,
		public: { points: 1, offered: 3, passed: 1, checks: 2 },
		hidden: { points: 4, offered: 7, passed: 1, checks: 2 },
	});
	expect(score && pointsText(score)).toBe('5 of 10 points');
});

test('a run that was stopped is scored out of all checks, not of those that ran', () => {
	const ran = checks.slice(0, 1);

	expect(scoreOf({ outcome: 'timeout', checks: ran, offered: offeredBy(checks) })).toMatchObject({ points: 1, offered: 10, ratio: 0.1 });
	// A verdict from before the offer was recorded: no share is made up.
	expect(scoreOf({ outcome: 'timeout', checks: ran })?.ratio).toBe(0);
});

test('a file that does not load earns nothing of what there was, and our fault is no score', () => {
	expect(scoreOf({ outcome: 'error', checks: [], offered: offeredBy(checks) })).toMatchObject({ points: 0, offered: 10, ratio: 0 });
	expect(scoreOf({ outcome: 'unavailable', checks, offered: offeredBy(checks) })).toBeNull();
});

test('the ratio lies in [0, 1], is 1 exactly when every check passes, and another pass never lowers it', () => {
	const any = fc.record({
		visibility: fc.constantFrom('public' as const, 'hidden' as const),
		points: fc.integer({ min: 1, max: 5 }),
		outcome: fc.constantFrom('pass' as const, 'fail' as const),
	});
	fc.assert(
		fc.property(fc.array(any, { minLength: 1, maxLength: 12 }), fc.nat(), (parts, pick) => {
			const all = parts.map(({ visibility, points, outcome }) => check(visibility, points, outcome));
			const ratio = scoreOf({ outcome: 'rejected', checks: all })?.ratio ?? Number.NaN;
			const better = all.map((each, i) => (i === pick % all.length ? { ...each, outcome: 'pass' as const } : each));
			expect(ratio).toBeGreaterThanOrEqual(0);
			expect(ratio === 1).toBe(all.every(({ outcome }) => outcome === 'pass'));
			expect(scoreOf({ outcome: 'rejected', checks: better })?.ratio ?? Number.NaN).toBeGreaterThanOrEqual(ratio);
		}),
	);
});
