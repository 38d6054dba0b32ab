import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const HOOK = pathToFileURL(`${import.meta.dirname}/quick-imports.mjs`).href;
/** What a module has to offer, and how Node came to it. */
const NAMES = `
	const names = Object.keys(await import('drizzle-orm/better-sqlite3'));
	const { entityKind } = await import('drizzle-orm');
	const { integer } = await import('drizzle-orm/sqlite-core');
	const required = process.getBuiltinModule('module').createRequire(process.cwd() + '/')('drizzle-orm');
	console.log(JSON.stringify({ names, kind: integer('n')[entityKind] ?? integer('n').constructor[entityKind], required: Object.keys(required).length }));
`;

function say(options: string): unknown {
	const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', NAMES], {
		encoding: 'utf8',
		env: { ...process.env, NODE_OPTIONS: options },
	});
	if (stdout === '') throw new Error(stderr);
	return JSON.parse(stdout);
}

test('drizzle-orm is the same with the hook as without, imported and required', () => {
	expect(say(`--import=${HOOK}`)).toEqual(say(''));
	expect(say(`--import=${HOOK}`)).toMatchObject({ names: expect.arrayContaining(['drizzle']), kind: expect.stringContaining('Integer') });
});
