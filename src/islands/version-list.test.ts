import { expect, test } from 'vitest';
import type { StoredDraft } from '#contract/submission.ts';
import { nextVersionName, withVersion } from './version-list.ts';

const version = (name: string, updatedAt: number): StoredDraft => ({ name, code: name, labVersion: 1, revision: 1, updatedAt });

test('the next name counts on from the highest number, not from how many there are', () => {
	expect(nextVersionName([])).toBe('version 1');
	expect(nextVersionName([version('version 4', 1), version('with a mask', 2)])).toBe('version 5');
});

test('saving under a known name replaces that version and brings it to the front', () => {
	const list = [version('b', 2), version('a', 1)];
	expect(withVersion(list, version('a', 3)).map(({ name, updatedAt }) => `${name}${updatedAt}`)).toEqual(['a3', 'b2']);
});
