/** Reads a posted form of ours: text fields only, at most 64 kB. Problems are keyed by field, so that a page can tie each to its input. */
import type { z } from 'zod';
import { AppError } from '#contract/error.ts';
import { readBody } from './api.ts';

const MAX_FORM_BYTES = 65_536;

export type Fields = Readonly<Record<string, string>>;
/** Message by field name; the key `form` is for the form as a whole. */
export type Problems = Readonly<Record<string, string>>;

/** @throws AppError `too-large`, or `invalid` for anything but a form. */
export async function readForm(request: Request): Promise<Fields> {
	const form = await readFormData(request);
	return Object.fromEntries([...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}

/** The form of a page that keeps what was typed; what is no form, or none of ours by its size, is an empty one: there is nothing to show again. */
export function readFormOrEmpty(request: Request): Promise<FormData> {
	return readFormData(request).catch((error: unknown) => {
		if (error instanceof AppError) return new FormData();
		throw error;
	});
}

/** A form that may hold a file. @throws as `readForm` */
export async function readFormData(request: Request, maxBytes = MAX_FORM_BYTES): Promise<FormData> {
	const bytes = await readBody(request, maxBytes);
	try {
		return await new Response(Buffer.from(bytes), { headers: { 'content-type': request.headers.get('content-type') ?? '' } }).formData();
	} catch (cause) {
		throw new AppError('invalid', 'The request body is not a form.', { cause });
	}
}

/** Runs a form's use-case; what a person can mend comes back as problems, the rest is thrown. */
export async function tryForm(run: () => Promise<void>): Promise<Problems> {
	try {
		await run();
		return {};
	} catch (error) {
		if (error instanceof FormError) return error.problems;
		if (error instanceof AppError) return { [error.at ?? 'form']: error.text };
		throw error;
	}
}

/** Several fields at once are wrong. */
export class FormError extends Error {
	override name = 'FormError' as const;
	readonly problems: Problems;

	constructor(problems: Problems) {
		super(Object.values(problems).join(' '));
		this.problems = problems;
	}
}

/** @throws FormError with the first problem of each field. */
export function parseFields<T extends z.ZodType>(schema: T, fields: Fields): z.infer<T> {
	const parsed = schema.safeParse(fields);
	if (parsed.success) return parsed.data;
	const problems: Record<string, string> = {};
	for (const issue of parsed.error.issues) problems[String(issue.path[0] ?? 'form')] ??= issue.message;
	throw new FormError(problems);
}
