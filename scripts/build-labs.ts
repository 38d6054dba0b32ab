/**
 * Bundles a lab's public files to CommonJS text: public.cjs for the browser's worker, harness.cjs for the sandbox's realm.
 * Fails when a hidden check, a reference, a solution or a mistake would end up in it, or a second copy of the engine.
 */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildResult, build, type Plugin } from 'esbuild';
import type { Lab } from '#contract/lab.ts';
import { labs } from '#labs/index.ts';

const root = process.env['GRADUS_ROOT'] ?? process.cwd();
const EXTERNAL = /^(@tensorflow\/tfjs|gradus|my\/.*|#grading\/core\/.*)$/;
const SECRET = /\.hidden\.(?:ts|yaml)$|\/mistakes\/|\/solution\.ts$|\/hints\.md$/;

const leaveOutside: Plugin = {
	name: 'leave-outside',
	setup({ onResolve }) {
		onResolve({ filter: EXTERNAL }, ({ path }) => ({ path, external: true }));
	},
};

export interface LabBundles {
	readonly public: string;
	/** Empty module where the lab has no harness.ts. */
	readonly harness: string;
}

/** Entries are generated: the files that a lab has decide what its bundle exports. */
export async function bundleLab(lab: Lab): Promise<LabBundles> {
	const folder = join(root, 'src/labs', lab.id);
	const has = (file: string): boolean => existsSync(join(folder, file));
	const entry = [
		// The declaration as data: it was parsed when it was imported here, and the worker parses it again.
		`export const lab = ${JSON.stringify(lab)};`,
		has('checks.ts') ? "export { checks } from './checks.ts';" : 'export const checks = [];',
		has('harness.ts') ? "export * as harness from './harness.ts';" : 'export const harness = {};',
		has('train.ts') ? "export { train } from './train.ts';" : '',
	].join('\n');
	const harness = has('harness.ts') ? "export * from './harness.ts';" : 'export {};';
	return { public: await bundle(lab.id, folder, entry), harness: await bundle(lab.id, folder, harness) };
}

async function bundle(labId: string, folder: string, contents: string): Promise<string> {
	const result = await build({
		stdin: { contents, loader: 'ts', resolveDir: folder, sourcefile: 'entry.ts' },
		absWorkingDir: root,
		bundle: true,
		format: 'cjs',
		platform: 'neutral',
		target: 'es2022',
		write: false,
		metafile: true,
		legalComments: 'none',
		logLevel: 'silent',
		plugins: [leaveOutside],
	});
	refuseSecrets(labId, result);
	refuseEngine(labId, result);
	return result.outputFiles[0]?.text ?? '';
}

function refuseSecrets(labId: string, { metafile }: BuildResult<{ metafile: true }>): void {
	const secret = Object.keys(metafile.inputs).find((path) => SECRET.test(path));
	if (secret === undefined) return;
	throw new Error(`The public bundle of ${labId} would hold ${secret}. Public checks, harness.ts and train.ts must not import it.`);
}

/** The worker has the engine, with the device and the kernels in it; a copy in a bundle would know of neither. */
function refuseEngine(labId: string, { metafile }: BuildResult<{ metafile: true }>): void {
	const copied = Object.values(metafile.outputs).flatMap(({ inputs }) =>
		Object.entries(inputs).filter(([path, { bytesInOutput }]) => path.startsWith('src/engine/') && bytesInOutput > 0),
	)[0]?.[0];
	if (copied === undefined) return;
	throw new Error(
		`The bundle of ${labId} would hold a copy of ${copied}. Import its names, and what uses them in src/labs/kit, from 'gradus'.`,
	);
}

export async function buildLab(lab: Lab, out: string): Promise<void> {
	const folder = join(out, 'labs', lab.id);
	mkdirSync(folder, { recursive: true });
	const bundles = await bundleLab(lab);
	writeIfChanged(join(folder, 'public.cjs'), bundles.public);
	writeIfChanged(join(folder, 'harness.cjs'), bundles.harness);
}

/** Keeps the file's time when nothing changed, so that what watches it stays quiet. */
function writeIfChanged(path: string, text: string): void {
	const sha = (content: string): string => createHash('sha256').update(content).digest('hex');
	if (existsSync(path) && sha(readFileSync(path, 'utf8')) === sha(text)) return;
	writeFileSync(path, text);
}

export async function buildLabs(out: string): Promise<void> {
	await Promise.all(labs.map((lab) => buildLab(lab, out)));
}
