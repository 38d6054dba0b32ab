import { expect, test } from 'vitest';
import { fewOf, linkToAll } from './few.ts';

const people = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

test('a long list shows its first eight, unless the address asks for it; one line more than that is not worth a link', () => {
	expect(fewOf(people(200), false)).toEqual(people(8));
	expect(fewOf(people(200), true)).toEqual(people(200));
	expect(fewOf(people(9), false)).toEqual(people(9));
	expect(fewOf([], false)).toEqual([]);
});

test('the link names the figure and leads to its place on the page', () => {
	expect(linkToAll('unaided-bigram')).toBe('?who=unaided-bigram#unaided-bigram');
});
