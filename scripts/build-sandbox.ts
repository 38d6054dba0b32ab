/** Builds dist/sandbox: the children of submissions and of weights, the realm's first script, and each lab's harness as a module; and dist/judges, what judges each lab. Does nothing when no input changed. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { wasmFolder } from '#grading/verify/wasm-folder.ts';
import { labs } from '#labs/index.ts';
import { buildJudges } from './build-judges.ts';

const root = process.env['GRADUS_ROOT'] ?? process.cwd();
const INPUTS = [
	'src/grading',
	'src/labs',
	'src/contract',
	'src/data',
	'src/engine',
	'scripts/build-sandbox.ts',
	'scripts/build-judges.ts',
	'package-lock.json',
];

const COMMON: BuildOptions = { absWorkingDir: root, bundle: true, target: 'es2023', legalComments: 'none', logLevel: 'warning' };

export async function buildSandbox(out: string): Promise<string> {
	const folder = join(out, 'sandbox');
	const stamp = hashInputs();
	const stampPath = join(folder, 'stamp');
	if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return folder;
	mkdirSync(folder, { recursive: true });
	await Promise.all([
		buildChild(folder),
		buildWeightsChild(folder),
		buildRealm(folder),
		...labs.map((lab) => buildHarness(folder, lab.id)),
	]);
	writeFileSync(join(folder, 'hash'), hashScripts(folder));
	await buildJudges(out, (labId) => readFileSync(join(folder, `harness-${labId}.js`), 'utf8'));
	writeFileSync(stampPath, stamp);
	return folder;
}

function buildChild(folder: string): Promise<unknown> {
	return build({
		...COMMON,
		entryPoints: [join(root, 'src/grading/sandbox/child.ts')],
		outfile: join(folder, 'child.mjs'),
		platform: 'node',
		format: 'esm',
	});
}

/** tfjs as ES modules, so that its gradients and its core are one; its WASM binaries lie beside it. */
async function buildWeightsChild(folder: string): Promise<void> {
	await build({
		...COMMON,
		entryPoints: [join(root, 'src/grading/verify/child.ts')],
		outfile: join(folder, 'weights.mjs'),
		platform: 'node',
		format: 'esm',
		mainFields: ['module', 'main'],
		banner: {
			js: "import { createRequire as requireFrom } from 'node:module';const require=requireFrom(import.meta.url);const __dirname=import.meta.dirname;",
		},
	});
	const binaries = readdirSync(wasmFolder()).filter((name) => name.endsWith('.wasm'));
	mkdirSync(join(folder, 'wasm'), { recursive: true });
	for (const name of binaries) copyFileSync(join(wasmFolder(), name), join(folder, 'wasm', name));
}

/**
 * The completion value of the script is the driver; no name of it becomes a global. WebAssembly, which no realm has, goes first: a library would compile
 * its own at once, in every realm.
 */
function buildRealm(folder: string): Promise<unknown> {
	return build({
		...COMMON,
		entryPoints: [join(root, 'src/grading/sandbox/realm.entry.ts')],
		outfile: join(folder, 'realm.js'),
		platform: 'browser',
		format: 'cjs',
		minifySyntax: true,
		minifyWhitespace: true,
		define: { 'process.env.NODE_ENV': '"production"' },
		alias: { '@tensorflow/tfjs': join(root, 'src/labs/kit/tfjs.ts'), gradus: join(root, 'src/labs/kit/index.ts') },
		banner: {
			js: '(function(){"use strict";const module={exports:{}};let exports=module.exports;const self=globalThis;delete globalThis.WebAssembly;',
		},
		footer: { js: 'return {...module.exports}})()' },
	});
}

function buildHarness(folder: string, labId: string): Promise<unknown> {
	return build({
		...COMMON,
		entryPoints: [join(root, 'src/labs', labId, 'harness.ts')],
		outfile: join(folder, `harness-${labId}.js`),
		platform: 'neutral',
		format: 'esm',
		external: ['@tensorflow/tfjs', 'gradus', 'my/*'],
	});
}

/** Names the compiler, the driver, the kit and the measure of weights by what was built of them; verdicts keep it. */
function hashScripts(folder: string): string {
	const hash = createHash('sha256');
	for (const name of ['child.mjs', 'realm.js', 'weights.mjs']) hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
	return hash.digest('hex');
}

function hashInputs(): string {
	const hash = createHash('sha256');
	for (const input of INPUTS) {
		const path = join(root, input);
		const names = input.includes('.') ? [''] : readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
		for (const name of names) {
			if (name !== '' && !name.endsWith('.ts')) continue;
			hash
				.update(name)
				.update('\0')
				.update(readFileSync(join(path, name)));
		}
	}
	return hash.digest('hex');
}
