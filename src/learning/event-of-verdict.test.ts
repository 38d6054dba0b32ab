/** Which verdict is which evidence. */
import { describe, expect, it } from 'vitest';
import { eventOfVerdict } from './event-of-verdict.ts';

const submission = { t: 1, skill: 's', task: 'a', mode: 'practice', edits: 3 } as const;
const of = (verdict: Parameters<typeof eventOfVerdict>[0]) => eventOfVerdict(verdict, submission);

describe('a verdict as evidence', () => {
	it('passes when it is accepted', () => {
		expect(of({ outcome: 'accepted', kind: 'core' })).toEqual({ ...submission, type: 'attempt', item: 'code', verdict: 'pass' });
	});

	it('fails with its diagnosis when it is rejected', () => {
		expect(of({ outcome: 'rejected', kind: 'core', diagnosis: 'mask-after-softmax' })).toMatchObject({
			verdict: 'fail',
			diagnosis: 'mask-after-softmax',
			edits: 3,
		});
	});

	it.each([
		['error', 'threw'],
		['timeout', 'timeout'],
		['out-of-memory', 'out-of-memory'],
	] as const)('fails for %s with the diagnosis %s', (outcome, diagnosis) =>
		expect(of({ outcome, kind: 'core' })).toMatchObject({ verdict: 'fail', diagnosis }),
	);

	it('is marked as a slip when the fault is mundane', () => {
		expect(of({ outcome: 'error', kind: 'mundane', diagnosis: 'syntax' })).toMatchObject({
			verdict: 'fail',
			kind: 'mundane',
			diagnosis: 'syntax',
		});
	});

	it('is none when the fault is ours', () => expect(of({ outcome: 'unavailable', kind: 'core' })).toBeNull());
});
