/**
 * The door of every request: an id, who it is, whether the route is theirs, whether it is forged, and the security headers.
 * Refuses what the table of routes does not list.
 */

import { defineMiddleware } from 'astro:middleware';
import { randomUUID } from 'node:crypto';
import type { APIContext, MiddlewareNext } from 'astro';
import { AppError, type ErrorKind, STATUS_OF_KIND } from '#contract/error.ts';
import { storageRefusal } from '#server/api.ts';
import { cookieName, readSession } from '#server/auth.ts';
import { can, SITE } from '#server/can.ts';
import { type Context, getContext } from '#server/context.ts';
import { countUnreadOf } from '#server/get-inbox.ts';
import { observeRequest } from '#server/metrics.ts';
import { nextRound } from '#server/next-round.ts';
import { notFound } from '#server/not-found.ts';
import { clientIp, isForgery, isPageOfAnother } from '#server/origin.ts';
import { limitRequest } from '#server/rate-limit.ts';
import { ROUTES, ruleOf } from '#server/routes.ts';
import { setSecurityHeaders } from '#server/security-headers.ts';

/** Weights have their own cap in their route; nothing else is this large. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** Routes that must answer while the database does not; the last is the page that says so, which keeps who was found before. */
const WITHOUT_SESSION = new Set(['/healthz', '/readyz', '/metrics', '/lab-worker.js', '/500']);

export const onRequest = defineMiddleware(async (astro, next) => {
	const startedAt = performance.now();
	await nextRound();
	const context = await getContext();
	const response = withHeaders(await answerOrFault(astro, next, context), astro, context);
	observeRequest(astro.routePattern, astro.request.method, response.status, performance.now() - startedAt);
	return response;
});

/** What the door itself reads and writes, sessions and limits, may fail like anything else in the database. */
async function answerOrFault(astro: APIContext, next: MiddlewareNext, context: Context): Promise<Response> {
	try {
		return await answer(astro, next, context);
	} catch (error) {
		const refusal = storageRefusal(error);
		// Not the address: it may hold a token.
		context.log.error({ event: refusal === null ? 'page-error' : 'storage-fault', path: astro.routePattern, err: error });
		// Bodiless, it becomes the page for our own faults. Thrown on, Astro would print the address, and of a query its values.
		if (refusal === null) return new Response(null, { status: 500 });
		const response = refuse(astro, refusal.error.kind, refusal.error.message, refusal.error.fix);
		response.headers.set('retry-after', refusal.headers['retry-after']);
		return response;
	}
}

async function answer(astro: APIContext, next: MiddlewareNext, context: Context): Promise<Response> {
	// An error page runs through here a second time and keeps what the first found.
	astro.locals.requestId ??= randomUUID();
	astro.locals.ip ??= clientIp(context.config, astro.request.headers, astro.clientAddress);
	astro.locals.actor ??= null;
	astro.locals.countUnread ??= () => countUnreadOf(context, astro.locals.actor).catch((error: unknown) => unknownCount(context, error));
	if (isForgery(context.config, astro.request.method, astro.request.headers)) {
		return refuse(
			astro,
			'forbidden',
			'This request did not come from a page of this site, so nothing was done.',
			'Open the page here and send it again.',
		);
	}
	if (isTooLarge(astro)) return refuse(astro, 'too-large', 'The request is larger than 2 MB.', 'Send less at once.');
	if (!WITHOUT_SESSION.has(astro.routePattern)) await identify(astro, context);
	if (isPageOfAnother(astro.locals.actor, astro.request.headers)) {
		return refuse(
			astro,
			'unauthenticated',
			'Somebody else is signed in here now, so the server took nothing from this page.',
			'Sign in as who wrote it; it waits in this browser.',
		);
	}
	return (await authorise(astro)) ?? (await slowDown(astro, context)) ?? next();
}

/** Asked for while the page is on its way already: a count is no reason to break it off. */
function unknownCount({ log }: Context, error: unknown): number {
	log.error({ event: 'unread-unknown', err: error });
	return 0;
}

async function identify(astro: APIContext, context: Context): Promise<void> {
	const name = cookieName(context);
	const token = astro.cookies.get(name)?.value;
	if (!token) return;
	const visit = await readSession(context, token);
	astro.locals.actor = visit?.actor ?? null;
	if (visit?.cookie) astro.cookies.set(visit.cookie.name, visit.cookie.value, visit.cookie.options);
}

/** A response when the request is refused; nothing when it may go on. */
async function authorise(astro: APIContext): Promise<Response | undefined> {
	const { actor } = astro.locals;
	const action = ruleOf(astro.routePattern, astro.request.method);
	// The error pages answer every method: they are what the others turn into.
	if (astro.routePattern === '/404' || astro.routePattern === '/500') return undefined;
	if (action === undefined) {
		return Object.hasOwn(ROUTES, astro.routePattern)
			? refuse(astro, 'invalid', `${astro.request.method} does nothing here.`, undefined, 405)
			: refuse(astro, 'missing', 'There is nothing at this address.');
	}
	if (can(actor, action, SITE)) return undefined;
	if (actor !== null) return refuse(astro, isApi(astro) ? 'forbidden' : 'missing', 'Your account has no access to this.');
	if (isApi(astro))
		return refuse(astro, 'unauthenticated', 'Sign in to do this. What you wrote stays in this browser.', 'Sign in, then try again.');
	const next = astro.request.method === 'GET' ? `${astro.url.pathname}${astro.url.search}` : astro.url.pathname;
	// A form that was sent after its session had ended was not kept: the page says so.
	const unsent = astro.request.method === 'POST' ? '&unsent=1' : '';
	return astro.redirect(`/login?next=${encodeURIComponent(next)}${unsent}`, 303);
}

/** A response when this was asked too often. */
async function slowDown(astro: APIContext, context: Context): Promise<Response | undefined> {
	try {
		await limitRequest(context, astro.routePattern, astro.request.method, astro.locals.actor?.id ?? astro.locals.ip);
		return undefined;
	} catch (error) {
		if (error instanceof AppError) return refuse(astro, error.kind, error.message, error.fix);
		throw error;
	}
}

function refuse(astro: APIContext, kind: ErrorKind, message: string, fix?: string, status = STATUS_OF_KIND[kind]): Response {
	if (isApi(astro))
		return Response.json(new AppError(kind, message, fix === undefined ? {} : { fix }).toBody(), {
			status,
			headers: { 'cache-control': 'no-store' },
		});
	if (status === 404) return notFound();
	return new Response([message, fix].filter(Boolean).join(' '), {
		status,
		headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
	});
}

function isApi(astro: APIContext): boolean {
	return astro.url.pathname.startsWith('/api/');
}

function isTooLarge(astro: APIContext): boolean {
	return astro.routePattern !== '/api/checkpoints/[sha256]' && Number(astro.request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES;
}

function withHeaders(response: Response, astro: APIContext, context: Context): Response {
	const { headers } = response;
	setSecurityHeaders(headers, astro.url.pathname, context.config);
	headers.set('x-request-id', astro.locals.requestId);
	// What depends on who asks is in no shared or back-button cache.
	if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
	return response;
}
