import { expect, test } from 'vitest';
import { isFilledIn, pairParts, planOf } from './live-plan.ts';

test.each([
	['grid', { hasGrid: true, bringsGrid: true, isWriting: false }],
	['grid', { hasGrid: true, bringsGrid: true, isWriting: true }],
	['parts', { hasGrid: false, bringsGrid: false, isWriting: true }],
	['all', { hasGrid: true, bringsGrid: false, isWriting: false }],
	['all', { hasGrid: false, bringsGrid: true, isWriting: false }],
	['wait', { hasGrid: true, bringsGrid: false, isWriting: true }],
	['wait', { hasGrid: false, bringsGrid: true, isWriting: true }],
])('shows "%s" of a page for %j', (plan, page) => {
	expect(planOf(page)).toBe(plan);
});

test('what is not as the server put it was written by somebody', () => {
	const box = { value: 'on', defaultValue: 'on', defaultChecked: false };
	const of = (chosen: string | null) => ['1', '2', '3'].map((value) => ({ value, defaultSelected: value === chosen }));
	const written = [
		{ value: 'because', defaultValue: '' },
		{ value: '', defaultValue: 'because' },
		{ ...box, checked: true },
		{ value: '3', options: of('2') },
		{ value: '2', options: of(null) },
	];
	const left = [
		{ value: '', defaultValue: '' },
		{ value: 'because', defaultValue: 'because' },
		{ ...box, checked: false },
		{ value: '2', options: of('2') },
		{ value: '1', options: of(null) },
		{ value: '', options: [] },
	];
	expect(written.map(isFilledIn)).toEqual(written.map(() => true));
	expect(left.map(isFilledIn)).toEqual(left.map(() => false));
});

test('a part that the newer page has no more is named, and one that is new has no place yet', () => {
	const now = new Map([
		['stuck', 'old list'],
		['follow-up', 'old names'],
	]);
	const then = new Map([
		['stuck', 'new list'],
		['activity', 'bars'],
	]);
	expect(pairParts(now, then)).toEqual({ both: [['old list', 'new list']], gone: ['old names'] });
	expect(pairParts(now, new Map())).toEqual({ both: [], gone: ['old list', 'old names'] });
});
