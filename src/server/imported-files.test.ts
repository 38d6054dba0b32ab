/** A file of the course's own that the grader of today does not take is our fault, and is found before learner code is anywhere near it. */
import { expect, test } from 'vitest';
import { requireTaken } from './imported-files.ts';

const GOOD = 'export const one = 1;\n';
const REFUSED = 'export const where = () => import.meta;\n';
const BROKEN = 'export const = 1;\n';

test.each([REFUSED, BROKEN])('a course’s file that is no longer taken is ours to mend: %s', (ours) => {
	const refusal = { kind: 'unavailable', at: 'my/base', fix: expect.stringContaining('current version of the lab') };
	expect(() => requireTaken([{ id: 'base', theirs: null, ours }])).toThrow(expect.objectContaining(refusal));
	// Where theirs is refused too, it would have to stand in.
	expect(() => requireTaken([{ id: 'base', theirs: REFUSED, ours }])).toThrow(expect.objectContaining(refusal));
});

test('a learner’s file that is taken needs no other, and one that is not has the course’s', () => {
	expect(() =>
		requireTaken([
			{ id: 'base', theirs: GOOD, ours: REFUSED },
			{ id: 'more', theirs: REFUSED, ours: GOOD },
			{ id: 'plain', theirs: null, ours: GOOD },
		]),
	).not.toThrow();
});
