import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import * as gradus from 'gradus';
import * as borrowed from 'my/causal-attention';
import type { Check } from '#grading/core/check.ts';
import { grade } from '#grading/core/grade.ts';
import { createRealm } from '#grading/core/realm.ts';
import { evaluate, WRAPPER_LINES } from './evaluate.ts';
import { createSubject } from './subject.ts';
import { transpile } from './transpile.ts';

const LABS = fileURLToPath(new URL('../labs/', import.meta.url));
const files = readdirSync(LABS, { recursive: true, encoding: 'utf8' }).filter((file) =>
	/^[^/]+\/(starter|solution|borrowed|mistakes\/[^/]+)\.ts$/.test(file.replaceAll('\\', '/')),
);

test('there are files to compare', () => expect(files.length).toBeGreaterThan(3));

/** What the lab's first check says of the code; the two compilers print differently, so behaviour is compared. */
async function firstOutcome(lab: string, code: string): Promise<unknown> {
	await tf.setBackend('cpu');
	const { checks } = (await import(`../labs/${lab}/checks.ts`)) as { checks: readonly Check[] };
	const harness = (await import(`../labs/${lab}/harness.ts`)) as Record<string, unknown>;
	const require = (specifier: string): Record<string, unknown> => ({ '@tensorflow/tfjs': tf, gradus })[specifier] ?? borrowed;
	const realm = createRealm(tf, { file: 'x.ts', lineOffset: WRAPPER_LINES });
	const learner = evaluate(code, 'x.ts', require);
	const subject = createSubject({ realm, learner, harness, breathe: async () => undefined, stopped: () => false });
	const { results, fault } = await grade(subject, checks.slice(0, 1), { seedOf: () => 1 });
	expect(fault).toBeUndefined();
	return { results: results.map(({ line: _, ...rest }) => rest) };
}

test.each(files)('%s means the same as by Node’s compiler', async (file) => {
	const source = readFileSync(LABS + file, 'utf8');
	const here = transpile(source);
	const there = transpile(stripTypeScriptTypes(source, { mode: 'transform' }));

	if ('error' in here || 'error' in there) throw new Error(`${file} does not compile: ${JSON.stringify([here, there])}`);
	expect(here.code.split('\n').length).toBe(source.split('\n').length);
	const lab = file.replaceAll('\\', '/').split('/')[0] ?? '';
	expect(await firstOutcome(lab, here.code)).toEqual(await firstOutcome(lab, there.code));
});

test('a syntax error says where', () => {
	expect(transpile('const a = 1;\nconst b = = 2;')).toMatchObject({ error: { line: 2, column: 11 } });
});

test('refused syntax is refused before it is compiled, with what to write instead', () => {
	const answer = transpile("const fs = require('node:fs');");
	expect(answer).toMatchObject({ error: { line: 1 } });
	expect('error' in answer && answer.error.message).toContain('import');
});

test('a type that is imported by name alone asks the worker for nothing', () => {
	const answer = transpile("import { GptConfig } from 'gradus';\nexport const width = (config: GptConfig) => config.width;");
	expect('code' in answer && answer.code).not.toContain('require');
});

test('lines stay where they were', () => {
	const answer = transpile('interface A {\n\tx: number;\n}\n\nexport const y: number = 1;');
	expect('code' in answer && answer.code.split('\n')[4]).toContain('y = 1');
});
