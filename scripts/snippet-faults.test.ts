/** Every idiom compiles against the modules that labs see, and the faults that check:content looks for are found. */
import { resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { type Idiom, listIdioms, parseIdioms } from '#server/snippets.ts';
import { snippetFaults } from './snippet-faults.ts';

describe('the prepared idioms', () => {
	it('have no faults', () => {
		expect(snippetFaults('.')).toEqual([]);
	});

	it('compile, each with what it takes for granted', () => {
		const file = resolve('src/labs/idioms-of-the-test.ts');
		const bodies = listIdioms().map(({ lines, given }, n) => `namespace N${n} {\n${given}\n${lines.join('\n')}\n}`);
		// The last one must not compile: the one error shows that the compiler looked.
		const text = `import * as tf from '@tensorflow/tfjs';\n${bodies.join('\n')}\nexport const wrong = tf.scalar(1).lenght;\n`;
		expect(errorsOf(file, text)).toEqual([expect.stringContaining('lenght')]);
	}, 60_000);

	it('are refused when a skill has none, has too many, is unknown, or a reference is given away', () => {
		const idiom = listIdioms()[0] as Idiom;
		const given = (over: Partial<Idiom>) => snippetFaults('.', [...listIdioms(), { ...idiom, ...over }]);
		expect(
			snippetFaults(
				'.',
				listIdioms().filter(({ skill }) => skill !== 'grpo'),
			),
		).toEqual([expect.stringContaining('no idiom for "grpo"')]);
		expect(given({ skill: 'typescript' })).toEqual([expect.stringContaining('5 idioms')]);
		expect(given({ skill: 'nothing' })).toEqual([expect.stringContaining('no skill')]);
		expect(given({ skill: 'grpo', lines: ['	const centred = rewards.sub(rewards.mean(1, true));'] })).toEqual([
			expect.stringContaining('a line of the reference of grpo'),
		]);
	});

	it('have at most five lines', () => {
		const text = `- { skill: typescript, names: [long], given: "", lines: "${'a;\\n'.repeat(6)}" }`;
		expect(() => parseIdioms(text)).toThrow('at most 5 lines');
	});
});

function errorsOf(file: string, text: string): string[] {
	const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
	const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
	const quiet = {
		...options,
		noEmit: true,
		noUnusedLocals: false,
		noUnusedParameters: false,
		skipLibCheck: true,
		incremental: false,
		erasableSyntaxOnly: false,
	};
	const host = ts.createCompilerHost(quiet);
	const { getSourceFile, fileExists } = host;
	host.fileExists = (name) => resolve(name) === file || fileExists(name);
	host.getSourceFile = (name, version, ...rest) =>
		resolve(name) === file ? ts.createSourceFile(name, text, version, true) : getSourceFile(name, version, ...rest);
	const program = ts.createProgram([file], quiet, host);
	return ts
		.getPreEmitDiagnostics(program, program.getSourceFile(file))
		.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
