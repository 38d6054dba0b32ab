/**
 * TypeScript → CommonJS JavaScript in the page, line for line. Takes types away and nothing else: it does not check them.
 * Refuses the same syntax as the server, with the same sentence, and says where.
 */
import { MAX_SOURCE_BYTES } from '#contract/limits.ts';
import { compile } from '#grading/core/compile.ts';
import { findRefusedSyntax } from '#grading/core/refused-syntax.ts';

export interface SyntaxProblem {
	readonly message: string;
	/** 1-based. */
	readonly line: number;
	readonly column: number;
}

export type Transpiled = { readonly code: string } | { readonly error: SyntaxProblem };

export function transpile(source: string): Transpiled {
	if (new TextEncoder().encode(source).length > MAX_SOURCE_BYTES)
		return { error: { message: 'The file is larger than 64 kB.', line: 1, column: 1 } };
	const refused = findRefusedSyntax(source);
	if (refused !== null) return { error: refused };
	const compiled = compile(source, 'commonjs');
	return 'problem' in compiled ? { error: { line: 1, column: 1, ...compiled.problem } } : compiled;
}
