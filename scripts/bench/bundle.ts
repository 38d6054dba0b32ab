/** Bundles the engines of a realm, or the presets, with what runs them, for a worker or for a Node process. An engine that does not build says why. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { LAB_ALIASES } from '../build-worker.ts';

const root = process.env['GRADUS_ROOT'] ?? process.cwd();

export type Target = 'worker' | 'node';
export type Built = { readonly code: string } | { readonly reason: string };

/** Files under engines/, in the order of the report. Those of a realm share a worker: webgpu-llm compiles for a minute, once. */
export const ENGINES: Readonly<Record<string, { readonly realm: string; readonly architecture: 'gpt' | 'rms' }>> = {
	'stock-tfjs': { realm: 'stock-tfjs', architecture: 'gpt' },
	'gradus-plain': { realm: 'gradus-plain', architecture: 'gpt' },
	'gradus-library': { realm: 'gradus-library', architecture: 'gpt' },
	'jax-js': { realm: 'jax-js', architecture: 'gpt' },
	'webgpu-llm-accumulate': { realm: 'webgpu-llm', architecture: 'rms' },
	'webgpu-llm-packed': { realm: 'webgpu-llm', architecture: 'rms' },
};

export function bundleRealm(realm: string, target: Target): Promise<Built> {
	const keys = Object.keys(ENGINES).filter((key) => ENGINES[key]?.realm === realm);
	const imports = keys.map((key, i) => `import { engine as e${i} } from './engines/${key}.ts';`);
	const entries = keys.map((key, i) => `'${key}': e${i}`);
	return bundle(`${imports.join('\n')} import { engineRealm } from './realm.ts'; serve(engineRealm({ ${entries.join(', ')} }));`, target);
}

export function bundlePresets(target: Target): Promise<Built> {
	return bundle("import { presetRealm } from './preset-realm.ts'; serve(presetRealm());", target);
}

/** How orders come in and replies go out. */
const SERVE: Readonly<Record<Target, string>> = {
	worker: 'function serve(answer) { onmessage = async ({ data }) => postMessage(await answer(data)); }',
	node: "function serve(answer) { process.on('message', async (order) => process.send(await answer(order))); process.send('ready'); }",
};

/** tfjs asks for a module of Node when it sees that it runs there. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

async function bundle(entry: string, target: Target): Promise<Built> {
	try {
		const result = await build({
			stdin: { contents: `${entry}\n${SERVE[target]}`, loader: 'ts', resolveDir: join(root, 'scripts/bench'), sourcefile: 'entry.ts' },
			absWorkingDir: root,
			bundle: true,
			format: target === 'worker' ? 'iife' : 'esm',
			platform: target === 'worker' ? 'browser' : 'node',
			// The modules that the browser gets in Node too: tfjs's Node builds come without what labs use.
			mainFields: target === 'worker' ? ['browser', 'module', 'main'] : ['module', 'main'],
			target: 'es2022',
			// As the lab worker is built: minified, and never keepNames.
			minify: true,
			write: false,
			...(target === 'node' ? { banner: { js: REQUIRE } } : {}),
			legalComments: 'none',
			logLevel: 'silent',
			alias: { ...LAB_ALIASES, 'my/causal-attention': join(root, 'src/labs/causal-attention/borrowed.ts') },
		});
		return { code: result.outputFiles[0]?.text ?? '' };
	} catch (error) {
		const [first = 'it does not build'] = error instanceof Error ? error.message.split('\n').slice(1) : [String(error)];
		return { reason: `not built yet (${first.slice(0, 250)})` };
	}
}
