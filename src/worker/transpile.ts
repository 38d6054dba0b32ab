/**
 * TypeScript → CommonJS JavaScript in the page, line for line. Takes types away and nothing else: it does not check them.
 * Refuses the same syntax as the server, with the same sentence, and says where.
 */
import { transform } from 'sucrase';
import { MAX_SOURCE_BYTES } from '#contract/limits.ts';
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
	if (refused !== null) {
		return { error: { message: `This lab does not run ${refused.what}. ${refused.instead}`, line: refused.line, column: refused.column } };
	}
	try {
		const { code } = transform(source, { transforms: ['typescript', 'imports'], preserveDynamicImport: true, disableESTransforms: true });
		return { code };
	} catch (error) {
		return { error: problemOf(error) };
	}
}

/** sucrase says "Error transforming …: Unexpected token (3:14)" and carries the place in `loc`, columns from 1. */
function problemOf(error: unknown): SyntaxProblem {
	const text = error instanceof Error ? error.message : String(error);
	const place = /\((\d+):(\d+)\)/.exec(text);
	const message = text.replace(/^Error transforming [^:]*: /, '').replace(/ *\(\d+:\d+\)/, '');
	return {
		message: `The file does not compile here: ${message}.`,
		line: Math.max(1, Number(place?.[1] ?? 1)),
		column: Math.max(1, Number(place?.[2] ?? 1)),
	};
}
