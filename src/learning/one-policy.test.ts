/** There is one policy: the vectors, the server's decisions and the explanation in the browser run the same files. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

/** What a decision is made of. */
const POLICY_FILES = ['decide', 'fold', 'evidence', 'retention', 'unlock', 'bounds', 'automation', 'recheck', 'state', 'parameters'];

/** Files of src/learning that a bundle of this entry holds. */
async function learningFilesOf(entry: string, platform: 'browser' | 'node'): Promise<string[]> {
	const { metafile } = await build({
		...{ entryPoints: [entry], platform, bundle: true, write: false, metafile: true, format: 'esm', logLevel: 'silent' },
		...{ packages: 'external', loader: { '.css': 'empty' } },
	});
	return Object.keys(metafile.inputs).filter((path) => path.startsWith('src/learning/'));
}

describe('the policy', () => {
	it('is the same files in the page that explains it and on the server', async () => {
		const page = await learningFilesOf('src/components/figures/help-policy-element.ts', 'browser');
		const server = await learningFilesOf('src/server/get-help.ts', 'node');
		const wanted = POLICY_FILES.map((name) => `src/learning/${name}.ts`);
		expect(page).toEqual(expect.arrayContaining(wanted));
		expect(server).toEqual(expect.arrayContaining(wanted));
	});

	it('is the one that vectors, fuzz and mutants run', () => {
		for (const file of ['src/learning/decide.test.ts', 'src/learning/invariants.test.ts', 'tests/learning/invariants.ts'])
			expect(readFileSync(file, 'utf8')).toMatch(/import \{[^}]*\bdecide\b[^}]*\} from '[^']*\bdecide\.ts'/);
	});

	it('is written down once', () => {
		const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|tsx|astro)$/.test(name));
		const definitions = sources.filter((name) =>
			/function (decide|decideOn|fold|openRung)\b\(/.test(readFileSync(join('src', name), 'utf8')),
		);
		expect(definitions.map((name) => name.replaceAll('\\', '/')).sort()).toEqual([
			'learning/decide.ts',
			'learning/fold.ts',
			'learning/unlock.ts',
			'server/open-rung.ts',
		]);
	});
});
