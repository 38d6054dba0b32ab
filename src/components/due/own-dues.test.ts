/** Which deadlines a learner is reminded of. */
import { expect, test } from 'vitest';
import type { OwnDue } from '#contract/deadline.ts';
import { sortDues } from './own-dues.ts';

const HOUR = 3_600_000;
const own = (labId: string, dueAt: number, graceMinutes = 0): OwnDue => ({
	labId,
	cohort: { id: 'c', name: 'Spring' },
	due: { dueAt, timeZone: 'UTC', graceMinutes, late: { kind: 'marked' }, extendedFrom: null },
	reason: null,
});

test('what is accepted asks for nothing, what is in its grace is still ahead, and the latest missed stands first', () => {
	const dues = [own('a', 1 * HOUR), own('b', 2 * HOUR), own('c', 9 * HOUR, 120), own('d', 11 * HOUR), own('e', 12 * HOUR)];
	const labs = [{ labId: 'e', state: 'accepted' }, ...['a', 'b', 'c', 'd'].map((labId) => ({ labId, state: 'working' }))];

	const sorted = sortDues(dues, labs, 10 * HOUR);

	const ids = (list: readonly OwnDue[]) => list.map(({ labId }) => labId);
	expect([ids(sorted.ahead), ids(sorted.missed), ids(sorted.done)]).toEqual([['c', 'd'], ['b', 'a'], ['e']]);
});
