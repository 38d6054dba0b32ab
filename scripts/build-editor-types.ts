/**
 * Builds dist/editor-types: the declarations that the lab's editor completes and checks with. tfjs.json holds those of tfjs-core with its
 * chained methods, shared by all labs; <lab>.json holds the module `gradus` as that lab allows it. `my/*` comes with the workspace, because
 * whose code it is depends on the learner. Bodies never leave this machine; a value that a lab does not allow is left out by name.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';
import ts from 'typescript';
import type { Lab } from '#contract/lab.ts';
import { labs } from '#labs/index.ts';

/** Text by path, as the editor's TypeScript sees it. */
export type TypeFiles = Readonly<Record<string, string>>;

const root = process.env['GRADUS_ROOT'] ?? process.cwd();
const CORE = join(root, 'node_modules/@tensorflow/tfjs-core/dist');
const CORE_URI = 'file:///node_modules/@tensorflow/tfjs-core/dist';
const KIT = join(root, 'src/labs/kit');
const CHAINED = 'public/chained_ops/register_all_chained_ops';

export async function buildEditorTypes(out: string): Promise<void> {
	const folder = join(out, 'editor-types');
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'tfjs.json'), JSON.stringify(tfjsTypes()));
	for (const lab of labs) writeFileSync(join(folder, `${lab.id}.json`), JSON.stringify(gradusTypes(lab)));
}

/** Every declaration file that the core's entry and the chained methods reach. */
export function tfjsTypes(): TypeFiles {
	const found = new Map<string, string>();
	const waiting = [join(CORE, 'index.d.ts'), join(CORE, `${CHAINED}.d.ts`)];
	for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
		if (found.has(path)) continue;
		const text = readFileSync(path, 'utf8');
		found.set(path, text);
		waiting.push(...importsOf(path, text));
	}
	const entry = `export * from '@tensorflow/tfjs-core/dist/index';\nimport '@tensorflow/tfjs-core/dist/${CHAINED}';\n`;
	return {
		...Object.fromEntries(
			[...found].map(([path, text]) => [`${CORE_URI}/${relative(CORE, path).replaceAll('\\', '/')}`, withoutNotes(text)]),
		),
		'file:///node_modules/@tensorflow/tfjs/index.d.ts': entry,
	};
}

function importsOf(path: string, text: string): string[] {
	const { importedFiles } = ts.preProcessFile(text, true, true);
	return importedFiles
		.filter(({ fileName }) => fileName.startsWith('.'))
		.flatMap(({ fileName }) => {
			const target = resolve(dirname(path), fileName);
			return [`${target}.d.ts`, join(target, 'index.d.ts')].filter((candidate) => existsSync(candidate)).slice(0, 1);
		});
}

/** The licence stands once, in the package; the module names are for another loader. */
function withoutNotes(text: string): string {
	return text.replace(/^\/\/\/ <amd-module.*$\n?/m, '').replace(/\/\*\*\s+\* @license[\s\S]*?\*\/\n?/, '');
}

/** Types are erased before a program runs, so all of them are offered; of the values only those that the lab allows. */
export function gradusTypes({ allowedImports: { gradus: allowed } }: Pick<Lab, 'allowedImports'>): TypeFiles {
	return Object.fromEntries(
		[...reachedFrom('index.ts', allowed === '*' ? null : new Set(allowed))].map(([name, text]) => [
			posix.join('file:///node_modules/gradus', name.replace(/\.ts$/, '.d.ts')).replace('file:/', 'file:///'),
			text.replaceAll(/(from '\.[^']+)\.ts'/g, "$1'"),
		]),
	);
}

/** Files of the module by name: those of the kit as they are called there, those of the engine under `engine/`. */
function pathOf(name: string): string {
	return name.startsWith('engine/') ? join(root, 'src', name) : join(KIT, name);
}

const ALLOWED = new Set(labs.flatMap(({ allowedImports: { gradus } }) => (gradus === '*' ? [] : gradus)));

const declared = new Map<string, string>();

function declarationsOf(name: string): string {
	const found = declared.get(name);
	if (found !== undefined) return found;
	const { outputText, diagnostics = [] } = ts.transpileDeclaration(readFileSync(pathOf(name), 'utf8'), {
		fileName: name,
		reportDiagnostics: true,
		compilerOptions: { strict: true, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
	});
	const [first] = diagnostics;
	// Only what learner code can import must say its types; inner files may infer.
	if (first && PUBLIC_SOURCES.has(name)) fail(name, ts.flattenDiagnosticMessageText(first.messageText, '\n'));
	const home = posix.dirname(name);
	const text = outputText.replaceAll(/from '#engine\//g, `from '${home === '.' ? './' : `${posix.relative(home, '.')}/`}engine/`);
	declared.set(name, text);
	return text;
}

function fail(name: string, why: string): never {
	throw new Error(`${relative(root, pathOf(name))}: ${why} Write the type of this export; the editor's types are made from it.`);
}

/** Files of the entry from which some lab allows a name: what training loops alone use may infer its types. */
const PUBLIC_SOURCES = new Set(
	[...readFileSync(join(KIT, 'index.ts'), 'utf8').matchAll(/export (?:type )?\{([^}]*)\} from '(?:\.\/|#(?=engine\/))([^']+)'/g)]
		.filter(([, names = '']) => names.split(',').some((each) => ALLOWED.has(each.replace(/^\s*type /, '').trim())))
		.map(([, , name = '']) => name),
);

/** What a lab may see of the entry, and of every file of the kit and the engine that this needs. */
function reachedFrom(entry: string, allowed: ReadonlySet<string> | null): Map<string, string> {
	const reached = new Map<string, string>();
	const waiting = [entry];
	for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
		if (reached.has(name) || !existsSync(pathOf(name))) continue;
		const text = keepAllowed(declarationsOf(name), allowed);
		reached.set(name, text);
		for (const [, next = ''] of text.matchAll(/from '(\.[^']+)'/g)) waiting.push(posix.join(posix.dirname(name), next));
	}
	return reached;
}

/** Null allows everything. Comments of files go with what they describe. */
function keepAllowed(text: string, allowed: ReadonlySet<string> | null): string {
	const source = ts.createSourceFile('kit.d.ts', text, ts.ScriptTarget.ESNext, true);
	const kept = source.statements.flatMap((statement) => {
		if (ts.isExportDeclaration(statement)) return [exportText(statement, allowed)];
		return isAllowed(statement, allowed) ? [text.slice(docStart(text, statement), statement.end)] : [];
	});
	return `${kept.join('\n')}\n`;
}

/** With the JSDoc right before it, without a header of the file before that. */
function docStart(text: string, statement: ts.Statement): number {
	const docs = ts.getLeadingCommentRanges(text, statement.pos) ?? [];
	return ts.isImportDeclaration(statement) ? statement.getStart() : (docs.at(-1)?.pos ?? statement.getStart());
}

function isAllowed(statement: ts.Statement, allowed: ReadonlySet<string> | null): boolean {
	if (allowed === null || ts.isImportDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
		return true;
	if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return allowed.has(statement.name?.text ?? '');
	if (!ts.isVariableStatement(statement)) return false;
	return statement.declarationList.declarations.every(({ name }) => ts.isIdentifier(name) && allowed.has(name.text));
}

function exportText(statement: ts.ExportDeclaration, allowed: ReadonlySet<string> | null): string {
	if (allowed === null || statement.isTypeOnly || !statement.exportClause || !ts.isNamedExports(statement.exportClause))
		return statement.getText();
	const names = statement.exportClause.elements.filter(({ isTypeOnly, name }) => isTypeOnly || allowed.has(name.text));
	if (names.length === 0) return '';
	return `export { ${names.map((name) => name.getText()).join(', ')} } from ${statement.moduleSpecifier?.getText() ?? ''};`;
}
