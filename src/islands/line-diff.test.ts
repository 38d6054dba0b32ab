import { expect, test } from 'vitest';
import { diffLines } from './line-diff.ts';

const show = (before: string, after: string): string[] =>
	diffLines(before, after).map(({ kind, text }) => `${{ same: ' ', gone: '-', new: '+' }[kind]}${text}`);

test('a changed line is shown gone and new, between the lines that stayed', () => {
	expect(show('a\nb\nc', 'a\nx\nc')).toEqual([' a', '-b', '+x', ' c']);
});

test('lines added at the end and removed at the start are found', () => {
	expect(show('a\nb', 'b\nc\nd')).toEqual(['-a', ' b', '+c', '+d']);
});

test('equal texts differ nowhere, and an empty one is one empty line', () => {
	expect(show('a\nb', 'a\nb')).toEqual([' a', ' b']);
	expect(show('', 'a')).toEqual(['-', '+a']);
});

test('every line of both texts is shown once', () => {
	const before = 'a b c a b b a'.split(' ').join('\n');
	const after = 'c b a b a c'.split(' ').join('\n');
	const lines = diffLines(before, after);
	const side = (left: 'gone' | 'new'): string =>
		lines.flatMap(({ kind, text }) => (kind === 'same' || kind === left ? [text] : [])).join('\n');
	expect(side('gone')).toBe(before);
	expect(side('new')).toBe(after);
	expect(lines.filter(({ kind }) => kind === 'same')).toHaveLength(4);
});
