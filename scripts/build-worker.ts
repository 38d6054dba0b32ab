/** Builds dist/lab-worker.js: one self-contained file with tfjs, the engine, the kit, the grading core and the worker's entry. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { ENGINE_MARK } from '#worker/engine-mark.ts';

const root = process.env['GRADUS_ROOT'] ?? process.cwd();

/** The module 'gradus:core-modules': each file of grading/core under the specifier that checks import it by. */
const coreModules: Plugin = {
	name: 'core-modules',
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /^gradus:core-modules$/ }, ({ path }) => ({ path, namespace: 'core-modules' }));
		onLoad({ filter: /.*/, namespace: 'core-modules' }, () => {
			const folder = join(root, 'src/grading/core');
			const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
				.map((file) => file.replaceAll('\\', '/'))
				.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
				.sort();
			const imports = files.map((file, i) => `import * as m${i} from '#grading/core/${file}';`);
			const entries = files.map((file, i) => `'#grading/core/${file}': m${i},`);
			return { contents: `${imports.join('\n')}\nexport const core = {${entries.join('\n')}};`, loader: 'ts', resolveDir: root };
		});
	},
};

/** The names that lab code imports, as in tsconfig's paths. */
export const LAB_ALIASES = {
	'@tensorflow/tfjs': join(root, 'src/labs/kit/tfjs.ts'),
	gradus: join(root, 'src/labs/kit/index.ts'),
};

export const labNames: Plugin = {
	name: 'lab-names',
	setup({ onResolve }) {
		onResolve({ filter: /^(@tensorflow\/tfjs|gradus)$/ }, ({ path }) => ({
			path: path === 'gradus' ? LAB_ALIASES.gradus : LAB_ALIASES['@tensorflow/tfjs'],
		}));
	},
};

export async function buildWorker(out: string): Promise<void> {
	const { outputFiles } = await build({
		entryPoints: [join(root, 'src/worker/lab.worker.ts')],
		write: false,
		absWorkingDir: root,
		bundle: true,
		format: 'iife',
		platform: 'browser',
		target: 'es2022',
		// Never keepNames: its helper would be missing from the source that tfjs makes of its own functions.
		minify: true,
		legalComments: 'none',
		logLevel: 'warning',
		plugins: [coreModules, labNames],
	});
	const text = outputFiles[0]?.text ?? '';
	if (!text.includes(ENGINE_MARK)) throw new Error('The lab worker has no place for the mark of its engine.');
	mkdirSync(out, { recursive: true });
	writeFileSync(join(out, 'lab-worker.js'), text.replaceAll(ENGINE_MARK, createHash('sha256').update(text).digest('hex').slice(0, 16)));
}
