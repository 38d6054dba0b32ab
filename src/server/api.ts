/** Wraps an API route: parses the body once, maps errors to a status and a sentence, never leaks a stack. */
import { createHash } from 'node:crypto';
import type { APIContext, APIRoute } from 'astro';
import type { z } from 'zod';
import { AppError, STATUS_OF_KIND } from '#contract/error.ts';
import { type StorageFault, storageFaultOf } from '#db/storage-fault.ts';
import { type Context, getContext } from './context.ts';
import { observeStorageFault } from './metrics.ts';

export function apiRoute(handle: (astro: APIContext, context: Context) => Promise<Response>): APIRoute {
	return async (astro) => {
		const context = await getContext();
		try {
			return await handle(astro, context);
		} catch (error) {
			// Not the address: it may hold a token.
			return errorResponse(error, context, astro.routePattern);
		}
	};
}

export function json(body: unknown, init: ResponseInit = {}): Response {
	return Response.json(body, { ...init, headers: { 'cache-control': 'no-store', ...init.headers } });
}

/** What names an answer: whoever holds one of the same tag, which they say by If-None-Match, holds the same. */
export function etagOf(shown: unknown): string {
	return `"${createHash('sha256').update(JSON.stringify(shown)).digest('base64url')}"`;
}

export function errorResponse(error: unknown, context: Context, path: string): Response {
	if (error instanceof AppError)
		return json(error.toBody(), {
			status: STATUS_OF_KIND[error.kind],
			headers: error.kind === 'unavailable' ? { 'retry-after': '30' } : {},
		});
	context.log.error({ event: 'api-error', path, err: error });
	const refusal = storageRefusal(error);
	if (refusal !== null) return json(refusal.error.toBody(), { status: STATUS_OF_KIND.unavailable, headers: refusal.headers });
	return json(
		{ error: 'unavailable', message: 'Gradus failed. You did not. Nothing you wrote is lost; try again in a moment.' },
		{ status: 500 },
	);
}

const STORAGE_FAULTS: Readonly<Record<StorageFault, { readonly message: string; readonly fix: string; readonly seconds: number }>> = {
	busy: { message: 'The database is busy.', fix: 'Try again in a few seconds.', seconds: 5 },
	full: { message: 'The disk of this server is full.', fix: 'Tell whoever runs it, and try again later.', seconds: 60 },
	away: { message: 'The database does not answer.', fix: 'Try again in a minute.', seconds: 30 },
	blobs: { message: 'The place where weights are kept does not answer.', fix: 'Try again in a minute.', seconds: 30 },
};

/** What to say, and when to come again, when the place where everything is kept has failed; null for every other error. */
export function storageRefusal(error: unknown): { readonly error: AppError; readonly headers: { readonly 'retry-after': string } } | null {
	const fault = storageFaultOf(error);
	if (fault === null) return null;
	observeStorageFault(fault);
	const { message, fix, seconds } = STORAGE_FAULTS[fault];
	const whole = `${message} That is our fault, and nothing was recorded; what you wrote is kept in this browser.`;
	return { error: new AppError('unavailable', whole, { fix, cause: error }), headers: { 'retry-after': String(seconds) } };
}

/** @throws AppError `too-large` over maxBytes, `invalid` for JSON that does not fit the schema. */
export async function parseJson<T extends z.ZodType>(request: Request, schema: T, maxBytes = 262_144): Promise<z.infer<T>> {
	const bytes = await readBody(request, maxBytes);
	let body: unknown;
	try {
		body = JSON.parse(new TextDecoder().decode(bytes));
	} catch (cause) {
		throw new AppError('invalid', 'The request body is not JSON.', { cause });
	}
	const parsed = schema.safeParse(body);
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		throw new AppError('invalid', issue?.message ?? 'The request does not have the expected shape.', { at: issue?.path.join('.') ?? '' });
	}
	return parsed.data;
}

/** Reads at most maxBytes, whatever Content-Length says. */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
	const refuse = () => new AppError('too-large', `The body is larger than ${maxBytes.toLocaleString('en')} bytes, the limit here.`);
	if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw refuse();
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of request.body ?? []) {
		size += chunk.byteLength;
		if (size > maxBytes) throw refuse();
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

/** @throws AppError `unauthenticated` for a guest. */
export function signedIn(astro: APIContext): NonNullable<App.Locals['actor']> {
	if (!astro.locals.actor)
		throw new AppError('unauthenticated', 'Sign in to do this. What you wrote stays in this browser.', { fix: 'Sign in, then try again.' });
	return astro.locals.actor;
}
