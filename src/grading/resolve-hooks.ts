/**
 * Teaches plain Node the names that lab code imports, so that labs run from source: `node --import ./src/grading/resolve-hooks.ts script.ts`.
 * `@tensorflow/tfjs` → kit/tfjs.ts, `gradus` → kit/index.ts, `my/<lab>` → src/labs/<lab>/borrowed.ts. It also lets Node load tfjs-core's
 * gradient files, which import each other without extensions. It refuses nothing else: learner code never runs under these hooks.
 */
import { registerHooks } from 'node:module';

const LABS = new URL('../labs/', import.meta.url);
const EXTENSIONLESS = /\/node_modules\/@tensorflow\/[^/]+\/dist\//;
const LAB_IMPORT = /^my\/([a-z][a-z0-9-]*)$/;

function labModule(specifier: string): URL | null {
	if (specifier === '@tensorflow/tfjs') return new URL('kit/tfjs.ts', LABS);
	if (specifier === 'gradus') return new URL('kit/index.ts', LABS);
	const lab = LAB_IMPORT.exec(specifier)?.[1];
	return lab === undefined ? null : new URL(`${lab}/borrowed.ts`, LABS);
}

registerHooks({
	resolve(specifier, context, nextResolve) {
		const url = labModule(specifier);
		if (url !== null) return { url: url.href, format: 'module-typescript', shortCircuit: true };
		const bare = /^\.\.?\//.test(specifier) && !specifier.endsWith('.js') && EXTENSIONLESS.test(context.parentURL ?? '');
		if (!bare) return nextResolve(specifier, context);
		try {
			return nextResolve(`${specifier}.js`, context);
		} catch {
			return nextResolve(specifier, context);
		}
	},
});
