/**
 * TypeScript to JavaScript, for the page and the sandbox alike: types go, lines stay, nothing is checked. What one of them compiles the other
 * compiles, up to the form of the module (docs/decisions/0036). Text can be written that keeps it busy for good: the sandbox calls it in a
 * disposable child, under a clock.
 */
import { type Options, transform } from 'sucrase';

export interface CompileProblem {
	/** A sentence for the learner. */
	readonly message: string;
	/** 1-based, where the compiler named a place. */
	readonly line?: number;
	readonly column?: number;
}

export type Compiled = { readonly code: string } | { readonly problem: CompileProblem };

/** ES modules for the sandbox, CommonJS for the worker, which hands a module its `require`. */
export type ModuleForm = 'module' | 'commonjs';

/**
 * In the sandbox every import stays, so that one that the lab does not offer is refused although nothing uses it. In the page one that nothing uses goes:
 * it may name a type of `gradus` in a lab that offers no value of it, which the sandbox knows to tell apart.
 */
function optionsOf(form: ModuleForm): Options {
	const shared = { disableESTransforms: true, preserveDynamicImport: true };
	return form === 'module'
		? { ...shared, transforms: ['typescript'], keepUnusedImports: true }
		: { ...shared, transforms: ['typescript', 'imports'] };
}

export function compile(source: string, form: ModuleForm): Compiled {
	try {
		return { code: transform(source, optionsOf(form)).code };
	} catch (error) {
		return { problem: problemOf(error) };
	}
}

/** A source map from a module of `compile` to the source, for errors that are shown: types that went have moved what stands behind them. */
export function sourceMapOf(source: string) {
	return transform(source, { ...optionsOf('module'), filePath: 'learner.ts', sourceMapOptions: { compiledFilename: 'learner.js' } })
		.sourceMap;
}

/** The compiler ends its sentence with the place, "Unexpected token (3:14)", columns from 1. */
function problemOf(error: unknown): CompileProblem {
	if (error instanceof RangeError) return { message: 'The file is nested too deeply to be compiled. Break long expressions into steps.' };
	const text = error instanceof Error ? error.message : String(error);
	const found = /^(?<said>.*?) *\((?<line>\d+):(?<column>\d+)\)/s.exec(text)?.groups;
	const message = `The file does not compile: ${(found?.['said'] ?? text).slice(0, 300)}.`;
	return found === undefined ? { message } : { message, line: Number(found['line']), column: Number(found['column']) };
}
