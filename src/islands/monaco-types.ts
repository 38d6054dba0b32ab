/**
 * What the editor's TypeScript knows: tfjs, `gradus` as the lab allows it, and the `my/*` files the lab imports, all from our own server.
 * Types are help, never a condition: without them the editor writes and runs as before.
 */
import {
	ModuleKind,
	ModuleResolutionKind,
	ScriptTarget,
	typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register.js';
import { callApi } from './api.ts';
import type { ReadOnlyFile } from './editor-port.ts';

type TypeFiles = Readonly<Record<string, string>>;

/** What a learner need not be told: unused names of a file in progress, and that types are missing while they are on their way. */
const QUIET = [6133, 6138, 6192, 6196, 6198];
const CANNOT_FIND_MODULE = 2307;

export function prepareTypes(): void {
	typescriptDefaults.setCompilerOptions({
		target: ScriptTarget.ESNext,
		module: ModuleKind.ESNext,
		moduleResolution: ModuleResolutionKind.NodeJs,
		lib: ['es2023'],
		strict: true,
		noEmit: true,
		allowNonTsExtensions: true,
		skipLibCheck: true,
		types: [],
	});
	typescriptDefaults.setDiagnosticsOptions({ diagnosticCodesToIgnore: [...QUIET, CANNOT_FIND_MODULE] });
	typescriptDefaults.setEagerModelSync(true);
}

/** True once completion knows the lab's modules. */
export async function loadTypes(lab: string, imports: readonly ReadOnlyFile[]): Promise<boolean> {
	const [tfjs, gradus] = await Promise.all([
		callApi<TypeFiles>('GET', '/api/editor-types/tfjs'),
		callApi<TypeFiles>('GET', `/api/editor-types/${lab}`),
	]);
	if (!tfjs.ok || !gradus.ok) return false;
	const files = { ...tfjs.value, ...gradus.value, ...consoleTypes, ...Object.fromEntries(imports.map(importFile)) };
	typescriptDefaults.setExtraLibs(Object.entries(files).map(([filePath, content]) => ({ filePath, content })));
	// A module that is still unknown is the learner's to see now.
	typescriptDefaults.setDiagnosticsOptions({ diagnosticCodesToIgnore: QUIET });
	return true;
}

function importFile({ name, code }: ReadOnlyFile): [string, string] {
	return [`file:///node_modules/${name}.ts`, code];
}

/** The lab worker has no page: of the browser's names a learner's program has this one. */
const consoleTypes = {
	'file:///console.d.ts': `declare const console: { log(...values: unknown[]): void; info(...values: unknown[]): void;
	warn(...values: unknown[]): void; error(...values: unknown[]): void; };`,
};
