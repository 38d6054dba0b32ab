/** What a regrade says of itself: no zeros, and never that nothing became nothing. */
import { describe, expect, test } from 'vitest';
import type { VerdictSummary } from '#contract/regrade.ts';
import { changeWords, effectWords, itemWords, scopeWords } from './regrade-words.ts';

const NOTHING = { newlyAccepted: 0, noLongerAccepted: 0, pointsUp: 0, pointsDown: 0, newlyProven: 0, noLongerProven: 0 };
const REJECTED: VerdictSummary = { outcome: 'rejected', diagnosis: 'no-mask', points: 4, offered: 5 };

describe('what applying does', () => {
	test('is told of those whom it touches', () => {
		expect(effectWords({ ...NOTHING, newlyAccepted: 1, pointsUp: 3 })).toBe('1 becomes accepted, 3 have more points');
		expect(effectWords({ ...NOTHING, noLongerAccepted: 2, noLongerProven: 1 })).toBe(
			'2 are accepted no longer, 1 learner has the skill proven no longer',
		);
		expect(effectWords(NOTHING)).toBe('other words, with the same outcomes, points and skills');
	});
});

describe('a change of a verdict', () => {
	test('is its outcome, or where that stayed what else is read', () => {
		expect(changeWords(REJECTED, { ...REJECTED, outcome: 'accepted', points: 5 })).toBe('not accepted → accepted');
		expect(changeWords(REJECTED, { ...REJECTED, points: 3 })).toBe(
			'not accepted, 4 of 5 points, no mask → not accepted, 3 of 5 points, no mask',
		);
		expect(changeWords(REJECTED, REJECTED)).toBe('not accepted, 4 of 5 points, no mask, with other words');
	});
});

test('the scope of one submission is that one', () => {
	expect(scopeWords({ pick: 'all', submissionId: 'x' })).toBe('one submission');
	expect(scopeWords({ pick: 'latest', learnerId: 'x', from: Date.UTC(2026, 10, 1) })).toBe(
		'the latest submission of one learner, from 1 Nov 2026',
	);
});

test('nothing waits in a regrade that was discarded', () => {
	expect([itemWords('queued', 'running'), itemWords('queued', 'discarded'), itemWords('judged', 'discarded')]).toEqual([
		'waits',
		'not judged',
		'judged',
	]);
});
