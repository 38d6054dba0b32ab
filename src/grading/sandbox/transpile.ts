/**
 * TypeScript to JavaScript with Node's own compiler, inside the disposable child only: hostile text can hang or break that compiler for good.
 * Positions stay the learner's: stripping keeps them, and the few constructs that need rewriting come with a line map.
 */
import { SourceMap, stripTypeScriptTypes } from 'node:module';
import { findRefusedSyntax } from '#grading/core/refused-syntax.ts';

export interface LoadError {
	readonly diagnosis: 'syntax' | 'refused-syntax' | 'refused-import' | 'threw';
	readonly message: string;
	readonly line?: number;
	readonly column?: number;
}

export interface Transpiled {
	readonly js: string;
	/** From a place in the JavaScript to the learner's, both 1-based. */
	readonly place: (at: { line?: number; column?: number }) => { line?: number; column?: number };
}

export function transpile(source: string): Transpiled | { readonly error: LoadError } {
	const refused = findRefusedSyntax(source);
	if (refused !== null) {
		return {
			error: {
				diagnosis: 'refused-syntax',
				message: `Line ${refused.line} holds ${refused.what}, which labs do not run. ${refused.instead}`,
				line: refused.line,
				column: refused.column,
			},
		};
	}
	try {
		return { js: stripTypeScriptTypes(source, { mode: 'strip' }), place: (at) => at };
	} catch (error) {
		if (codeOf(error) !== 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') return { error: syntaxError(error) };
	}
	try {
		return transformed(source);
	} catch (error) {
		return { error: syntaxError(error) };
	}
}

function transformed(source: string): Transpiled {
	const text = stripTypeScriptTypes(source, { mode: 'transform', sourceMap: true });
	const mark = text.lastIndexOf('//# sourceMappingURL=');
	const map = new SourceMap(JSON.parse(Buffer.from(text.slice(text.indexOf('base64,', mark) + 7), 'base64').toString()));
	return {
		js: text.slice(0, mark),
		place: ({ line = 1, column = 1 }) => {
			const entry = map.findEntry(line - 1, column - 1);
			return 'originalLine' in entry ? { line: entry.originalLine + 1, column: entry.originalColumn + 1 } : {};
		},
	};
}

/** Node puts ":line", the source line and a row of carets before the stack of its compiler's errors. */
function syntaxError(error: unknown): LoadError {
	const code = codeOf(error);
	// The compiler itself broke: a trap in its WebAssembly, or Node's own assertion about one.
	if (code === undefined || code === 'ERR_INTERNAL_ASSERTION')
		return { diagnosis: 'syntax', message: 'The file is nested too deeply to be compiled. Break long expressions into steps.' };
	const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
	const [head = '', ...rest] = stack.split('\n');
	const line = Number(/^[^:]*:(\d+)$/.exec(head)?.[1]);
	const carets = rest.find((text) => /^\s*\^+\s*$/.test(text));
	const said = `The file does not compile: ${message.slice(0, 300)}`;
	if (!Number.isInteger(line) || line < 1) return { diagnosis: 'syntax', message: said };
	return { diagnosis: 'syntax', message: said, line, ...(carets === undefined ? {} : { column: carets.indexOf('^') + 1 }) };
}

function codeOf(error: unknown): string | undefined {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
