import { expect, test } from 'vitest';
import { buildStack } from './get-stack.ts';

const lab = (id: string, my: readonly string[] = []) => ({ id, lesson: '1.1', title: id, allowedImports: { my } });
const labs = [lab('attention'), lab('train', ['attention', 'not-there']), lab('leaf', ['train'])];

test('of a guest everything that a lab imports is borrowed', () => {
	expect(buildStack(labs, new Set()).map(({ state }) => state)).toEqual(['borrowed', 'borrowed', 'unused']);
});

test('an accepted lab is the own one, whether or not another imports it', () => {
	const stack = buildStack(labs, new Set(['attention', 'leaf']));
	expect(stack.map(({ state }) => state)).toEqual(['yours', 'borrowed', 'yours']);
	expect(stack[1]).toMatchObject({ title: '1.1 train', href: '/lab/train', needs: ['attention'] });
});
