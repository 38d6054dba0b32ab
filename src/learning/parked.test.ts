/** A parked lab stays parked until somebody works in it. */
import { describe, expect, it } from 'vitest';
import type { LearningEvent } from '#contract/event.ts';
import { parkedSince } from './parked.ts';

const base = { skill: 's', task: 'a' };
const park: LearningEvent = { ...base, t: 5, type: 'park' };
const minute = (t: number): LearningEvent => ({ ...base, t, type: 'active', ms: 60_000 });

describe('a parked lab', () => {
	it('is one that was put aside and not worked in since', () => {
		expect(parkedSince([minute(1)], 'a')).toBeNull();
		expect(parkedSince([minute(1), park], 'a')).toBe(5);
		expect(parkedSince([park], 'b')).toBeNull();
	});

	it('stays parked over a minute of reading on, and is taken up by two', () => {
		expect(parkedSince([park, minute(6)], 'a')).toBe(5);
		expect(parkedSince([park, minute(6), minute(7)], 'a')).toBeNull();
	});

	it.each<LearningEvent>([
		{ ...base, t: 6, type: 'practice' },
		{ ...base, t: 6, type: 'attempt', verdict: 'fail' },
		{ ...base, t: 6, type: 'hint', level: 1 },
	])('is taken up by a $type', (event) => {
		expect(parkedSince([park, event], 'a')).toBeNull();
		expect(parkedSince([park, { ...event, task: 'b' }], 'a')).toBe(5);
		expect(parkedSince([park, event, { ...park, t: 7 }], 'a')).toBe(7);
	});
});
