import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { transpile } from './transpile.ts';

const LABS = fileURLToPath(new URL('../labs/', import.meta.url));
const files = readdirSync(LABS, { recursive: true, encoding: 'utf8' }).filter((file) =>
	/^[^/]+\/(starter|solution|borrowed|mistakes\/[^/]+)\.ts$/.test(file.replaceAll('\\', '/')),
);

test('there are files to compare', () => expect(files.length).toBeGreaterThan(3));

/** Both take types away; what is left must be the same program. */
test.each(files)('%s means the same in the page as on the server', (file) => {
	const source = readFileSync(LABS + file, 'utf8');
	const here = transpile(source);
	const there = transpile(stripTypeScriptTypes(source, { mode: 'transform' }));

	if ('error' in here || 'error' in there) throw new Error(`${file} does not compile: ${JSON.stringify([here, there])}`);
	expect(tokensOf(here.code)).toEqual(tokensOf(there.code));
	expect(here.code.split('\n').length).toBe(source.split('\n').length);
});

/** Words and signs, without space and comments; the server's transform also drops commas before a closing bracket. */
function tokensOf(code: string): string[] {
	const withoutComments = code.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, ' ');
	return (withoutComments.match(/[\w$]+|\S/g) ?? []).filter(
		(token, i, all) => !(token === ',' && /^[)\]}]$/.test(all[i + 1] ?? '')) && token !== ';',
	);
}

test('a syntax error says where', () => {
	expect(transpile('const a = 1;\nconst b = = 2;')).toMatchObject({ error: { line: 2, column: 11 } });
});

test('refused syntax is refused before it is compiled, with what to write instead', () => {
	const answer = transpile("const fs = require('node:fs');");
	expect(answer).toMatchObject({ error: { line: 1 } });
	expect('error' in answer && answer.error.message).toContain('import');
});

test('lines stay where they were', () => {
	const answer = transpile('interface A {\n\tx: number;\n}\n\nexport const y: number = 1;');
	expect('code' in answer && answer.code.split('\n')[4]).toContain('y = 1');
});
