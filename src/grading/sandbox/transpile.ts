/** The learner's file as an ES module, or why it is none; inside the disposable child only. */
import { SourceMap } from 'node:module';
import { compile, sourceMapOf } from '#grading/core/compile.ts';
import { findRefusedSyntax } from '#grading/core/refused-syntax.ts';

export interface LoadError {
	readonly diagnosis: 'syntax' | 'refused-syntax' | 'refused-import' | 'threw';
	readonly message: string;
	readonly line?: number;
	readonly column?: number;
}

/** 1-based. */
interface Place {
	readonly line?: number;
	readonly column?: number;
}

export interface Transpiled {
	readonly js: string;
	/** From a place in the JavaScript to the learner's. */
	readonly place: (at: Place) => Place;
}

export function transpile(source: string): Transpiled | { readonly error: LoadError } {
	const refused = findRefusedSyntax(source);
	if (refused !== null) return { error: { diagnosis: 'refused-syntax', ...refused } };
	const compiled = compile(source, 'module');
	if ('problem' in compiled) return { error: { diagnosis: 'syntax', ...compiled.problem } };
	return { js: compiled.code, place: (at) => placeInSource(source, at) };
}

/** Lines are the same in both; the map is made only for a place that will be shown. */
function placeInSource(source: string, at: Place): Place {
	const { line, column } = at;
	const map = column === undefined ? undefined : sourceMapOf(source);
	if (line === undefined || column === undefined || map === undefined) return at;
	const entry = new SourceMap({ ...map, sourcesContent: [], sourceRoot: '' }).findEntry(line - 1, column - 1);
	const isHere = 'originalLine' in entry && entry.originalLine === line - 1;
	return isHere ? { line, column: entry.originalColumn + 1 } : { line };
}
