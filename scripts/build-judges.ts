/**
 * Bundles all that judges a lab into one file of dist/judges: its declaration, every check, references, harness, borrowed ops, the measure of
 * weights. Only tfjs stays outside. The grader evaluates it; its SHA-256 names the lab's version for ever, so the text must depend on the sources alone.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Lab } from '#contract/lab.ts';
import { LIBRARIES } from '#grading/verify/lab-judge.ts';
import { findLab, labs } from '#labs/index.ts';

const root = process.env['GRADUS_ROOT'] ?? process.cwd();
const folderOf = (labId: string): string => join(root, 'src/labs', labId);

/** The names that lab code imports, and of packages only what lab-judge.ts lends. */
const lab: Plugin = {
	name: 'lab',
	setup({ onResolve }) {
		onResolve({ filter: /^@tensorflow\/tfjs$/ }, () => ({ path: join(root, 'src/labs/kit/tfjs.ts') }));
		onResolve({ filter: /^gradus$/ }, () => ({ path: join(root, 'src/labs/kit/index.ts') }));
		onResolve({ filter: /^my\// }, ({ path }) => ({ path: join(folderOf(path.slice('my/'.length)), 'borrowed.ts') }));
		onResolve({ filter: /^@tensorflow\/tfjs-/ }, ({ path }) => ({ path, external: true }));
	},
};

export async function bundleJudge({ id, checkpoints, ...declared }: Lab, harness: string): Promise<string> {
	const borrowed = borrowedBehind(declared.allowedImports.my).map((from) => [
		from,
		readFileSync(join(folderOf(from), 'borrowed.ts'), 'utf8'),
	]);
	const weights = [
		"import { measureLabWeights, storyland } from '#grading/verify/measure-lab-weights.ts';",
		existsSync(join(folderOf(id), 'measure.hidden.ts')) ? "import { measure } from './measure.hidden.ts';" : 'const measure = storyland;',
		'export const measureWeights = (bytes, data) => measureLabWeights({ bytes, lab, measure }, data);',
	];
	const contents = [
		`export const lab = ${JSON.stringify({ id, checkpoints, ...declared })};`,
		"export { checks } from './checks.ts';",
		"export { hiddenChecks } from './checks.hidden.ts';",
		"export { variantChecks } from './variant.hidden.ts';",
		`export const borrowed = ${JSON.stringify(Object.fromEntries(borrowed))};`,
		`export const harness = ${JSON.stringify(harness)};`,
		...(checkpoints.length > 0 ? weights : []),
	].join('\n');
	const { outputFiles, metafile } = await build({
		stdin: { contents, loader: 'ts', resolveDir: folderOf(id), sourcefile: 'judge.ts' },
		absWorkingDir: root,
		bundle: true,
		format: 'cjs',
		platform: 'neutral',
		target: 'es2023',
		write: false,
		metafile: true,
		legalComments: 'none',
		logLevel: 'error',
		plugins: [lab],
	});
	refuseLibraries(
		id,
		Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path)),
	);
	return outputFiles[0]?.text ?? '';
}

/** Labs that a lab may import, and whatever those may in turn: a learner's own file behind `my/*` may lean on any of them, also at a regrade years later. */
function borrowedBehind(my: readonly string[]): string[] {
	const behind = new Set(my);
	// A set is read to its end, what is added meanwhile included.
	for (const id of behind) for (const from of findLab(id)?.allowedImports.my ?? []) behind.add(from);
	return [...behind];
}

/** A version that leans on more than was lent to it would fail on the day of its regrade. */
function refuseLibraries(labId: string, imported: readonly string[]): void {
	const unknown = imported.find((path) => !LIBRARIES.has(path));
	if (unknown === undefined) return;
	throw new Error(
		`What judges ${labId} imports ${unknown}. Judge with the kit and tfjs alone, or lend it in src/grading/verify/lab-judge.ts.`,
	);
}

/** Harnesses are built before: the sandbox loads the same text. */
export async function buildJudges(out: string, harnessOf: (labId: string) => string): Promise<void> {
	const folder = join(out, 'judges');
	mkdirSync(folder, { recursive: true });
	await Promise.all(labs.map(async (each) => writeFileSync(join(folder, `${each.id}.cjs`), await bundleJudge(each, harnessOf(each.id)))));
}
