/**
 * What of an error goes into the log: its kind, its sentence where that cannot hold what somebody wrote, and where it happened. A failed query
 * carries its values (code, names, session tokens), PostgreSQL repeats a value that does not fit, and a parser quotes the text it stumbled on.
 */
import { AppError } from '#contract/error.ts';

export interface LoggedError {
	readonly type: string;
	readonly message: string;
	readonly code?: string;
	/** Where, the innermost first. */
	readonly stack: readonly string[];
	readonly cause?: LoggedError;
}

/** Of SQLSTATE 22, data exceptions: their messages quote the value. */
const DATA_EXCEPTION = /^22[0-9A-Z]{3}$/;
const DEEPEST = 5;

export function toLogged(error: unknown, depth = 0): LoggedError {
	if (!(error instanceof Error)) return { type: typeof error, message: 'Something that is no error was thrown.', stack: [] };
	const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
	return {
		type: error.name,
		message: messageOf(error, code),
		...(code === undefined ? {} : { code }),
		stack: (error.stack ?? '').split('\n').flatMap((line) => (/^\s+at /.test(line) ? [line.trim()] : [])),
		...(error.cause === undefined || depth === DEEPEST ? {} : { cause: toLogged(error.cause, depth + 1) }),
	};
}

/** The same as text, for where a person reads it: with what mends it, where we know. */
export function describeError(error: unknown): string {
	const logged = toLogged(error);
	const fix = error instanceof AppError ? error.fix : undefined;
	return describe(fix === undefined ? logged : { ...logged, message: `${logged.message} ${fix}` });
}

function describe({ type, message, stack, cause }: LoggedError): string {
	const lines = [`${type}: ${message}`, ...stack.map((line) => `    ${line}`)];
	return [...lines, ...(cause === undefined ? [] : [`caused by ${describe(cause)}`])].join('\n');
}

function messageOf(error: Error, code: string | undefined): string {
	// drizzle: the statement with its placeholders stays, the values go.
	if ('query' in error && 'params' in error) return `Failed query: ${String(error.query)}`;
	if (code !== undefined && DATA_EXCEPTION.test(code)) return 'A value does not fit its column.';
	if (error instanceof SyntaxError) return 'A text could not be parsed.';
	return error.message;
}
