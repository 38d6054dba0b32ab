/** Requests to our own API: the answer, or a failure in the words of the server. Never throws. */
import type { ErrorBody, ErrorKind } from '#contract/error.ts';
import { PAGE_OF_HEADER } from '#contract/page-of.ts';

export interface ApiFailure {
	/** `offline`: no answer came at all. */
	readonly kind: ErrorKind | 'offline';
	readonly message: string;
	readonly body: unknown;
}
export type ApiResult<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & ApiFailure);

/** The caller names the shape of docs/architecture.md: both sides are ours and share its type. */
export async function callApi<T>(
	method: 'GET' | 'PUT' | 'POST' | 'DELETE',
	path: string,
	body?: unknown,
	signal?: AbortSignal,
): Promise<ApiResult<T>> {
	try {
		const response = await fetch(path, {
			method,
			...(signal === undefined ? {} : { signal }),
			...(body === undefined
				? { headers: ownHeaders() }
				: { body: JSON.stringify(body), headers: { ...ownHeaders(), 'content-type': 'application/json' } }),
		});
		const value: unknown = response.status === 204 ? null : await response.json().catch(() => null);
		// Our own server answered; the type is the contract's.
		if (response.ok) return { ok: true, value: value as T };
		return failureOf(value, response.status);
	} catch {
		return { ok: false, kind: 'offline', message: 'The server cannot be reached. Your work is kept in this browser.', body: null };
	}
}

/** The id of whom the server rendered this page for; undefined on the page of a guest, and where there is no page. */
export function pageOf(): string | undefined {
	return globalThis.document?.documentElement?.dataset['pageOf'];
}

/** Says whose page asks, so that one left open never acts for somebody who signed in later. */
export function ownHeaders(): Record<string, string> {
	const id = pageOf();
	return id === undefined ? {} : { [PAGE_OF_HEADER]: id };
}

const KINDS: Readonly<Record<number, ErrorKind>> = { 401: 'unauthenticated', 409: 'conflict', 413: 'too-large', 429: 'too-many' };
const SENTENCES: Partial<Readonly<Record<ErrorKind, string>>> = {
	'too-large': 'What was sent is larger than the server takes. Your work is kept here.',
	'too-many': 'That was too often in a short time. Wait a minute; your work is kept here.',
};

export function failureOf(value: unknown, status: number): { readonly ok: false } & ApiFailure {
	if (isErrorBody(value))
		return { ok: false, kind: value.error, message: [value.message, value.fix].filter(Boolean).join(' '), body: value };
	// Something between us and our server answered, in its own words.
	const kind = KINDS[status] ?? 'unavailable';
	const message = SENTENCES[kind] ?? `The server answered ${status}. That is our fault; your work is kept here.`;
	return { ok: false, kind, message, body: value };
}

export function isErrorBody(value: unknown): value is ErrorBody {
	return typeof value === 'object' && value !== null && 'error' in value && 'message' in value && typeof value.message === 'string';
}
