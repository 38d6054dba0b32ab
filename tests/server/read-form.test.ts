/** Bodies that no page of ours sends: they are read to a limit, and never end in a server error. */
import { expect, test } from 'vitest';
import { readFormOrEmpty } from '#server/form.ts';

const post = (body: BodyInit, type: string) =>
	new Request('http://own.invalid/teach', { method: 'POST', body, headers: { 'content-type': type } });
const FORM = 'application/x-www-form-urlencoded';

test.each([
	['JSON', '{}', 'application/json'],
	['a form without its boundary', 'action=create', 'multipart/form-data'],
	['a form larger than any of ours', `name=${'a'.repeat(70_000)}`, FORM],
])('%s is an empty form', async (_, body, type) => {
	expect([...(await readFormOrEmpty(post(body, type)))]).toEqual([]);
});

test('a form of ours is read whole', async () => {
	expect([...(await readFormOrEmpty(post('action=create&name=Autumn', FORM)))]).toEqual([
		['action', 'create'],
		['name', 'Autumn'],
	]);
});
