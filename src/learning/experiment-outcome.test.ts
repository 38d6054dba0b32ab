/** What counts in an experiment, on logs made by hand. */
import { describe, expect, test } from 'vitest';
import { logOf } from '../../tests/support/event-log.ts';
import { armOutcomes, heldUntil, type Member, trialsOf } from './experiment-outcome.ts';

const DAY = 86_400_000;
const SPAN = { delayDays: 7, until: 30 * DAY };
const member = (over: Partial<Member> = {}): Member => ({ userId: 'ada', arm: 'gentle', joinedAt: DAY, hasLeft: false, ...over });
const passed = (day: number, lab = 'lab', words = '1 2 pass') => logOf(words, { lab, start: day * DAY, skill: lab });
const check = (day: number, verdict: 'pass' | 'fail:a', lab = 'lab') =>
	logOf(verdict, { lab, skill: lab, start: day * DAY + 1e6, recheck: `#v.${day}` });

describe('a trial', () => {
	test('is a lab passed after joining, with its first re-check from the delay on', () => {
		const events = [...passed(2), ...check(4, 'pass'), ...check(10, 'fail:a'), ...check(12, 'pass')];
		expect(trialsOf(member(), events, SPAN)).toMatchObject([
			{ labId: 'lab', rung: 2, passedAt: 2 * DAY + 120_000, dueAt: 9 * DAY + 120_000, earlierChecks: 1, passed: false },
		]);
	});

	test('is not measured by a quick form', () => {
		const quick = check(10, 'pass').map((event) => ({ ...event, item: 'choice' as const }));
		expect(trialsOf(member(), [...passed(2), ...quick], SPAN)).toMatchObject([{ earlierChecks: 1, passed: null }]);
	});

	test('without a delayed check has no outcome', () => {
		expect(trialsOf(member(), [...passed(2), ...check(5, 'pass')], SPAN)).toMatchObject([{ checkedAt: null, passed: null }]);
	});

	test.each([
		['a lab passed before joining', member(), [...passed(0), ...passed(2), ...check(10, 'pass')]],
		['anything of who left', member({ hasLeft: true }), [...passed(2), ...check(10, 'pass')]],
		['a lab passed after the end', member(), passed(31)],
	])('is not made of %s', (_, who, events) => {
		expect(trialsOf(who, events, SPAN)).toEqual([]);
	});

	test('does not see a check after the end', () => {
		expect(trialsOf(member(), [...passed(2), ...check(31, 'pass')], SPAN)).toMatchObject([{ passed: null }]);
	});
});

test('arms are compared by each learner’s first delayed check, and by all', () => {
	const members = [member(), member({ userId: 'bao' }), member({ userId: 'eve', arm: 'standard', hasLeft: true })];
	const trials = [
		...trialsOf(members[0] ?? member(), [...passed(2), ...passed(3, 'rope'), ...check(11, 'pass', 'rope'), ...check(12, 'fail:a')], SPAN),
		...trialsOf(members[1] ?? member(), [...passed(2), ...passed(29, 'rope'), ...check(20, 'fail:a')], SPAN),
	];
	const [gentle, standard] = armOutcomes(['gentle', 'standard'], members, trials, SPAN.until);
	expect(gentle).toMatchObject({ learners: 2, left: 0, due: 3, taken: 3, first: { k: 1, n: 2 }, all: { k: 1, n: 3 } });
	expect(standard).toEqual({ arm: 'standard', learners: 1, left: 1, due: 0, taken: 0, first: null, all: null });
});

test('an invitation is held back until the delay after the last lab passed on the skill', () => {
	const events = [
		...logOf('pass'),
		...logOf('pass', { lab: 'other', start: 3 * DAY }),
		...logOf('pass', { recheck: '#1', start: 5 * DAY }),
	];
	expect(heldUntil(events, 'skill', 7)).toBe(10 * DAY);
	expect(heldUntil(events, 'another skill', 7)).toBe(0);
});
