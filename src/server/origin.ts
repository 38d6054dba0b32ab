/** What the server believes about where a request came from: our own origin, CSRF, and the client's address. */
import { PAGE_OF_HEADER } from '#contract/page-of.ts';
import type { Actor } from '#contract/user.ts';
import type { Config } from './config.ts';
import { isHttps } from './config.ts';

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The origin of this site for this request; null when the Host header is none that we serve. */
export function ownOrigin(config: Config, headers: Headers): string | null {
	if (config.PUBLIC_ORIGIN) return new URL(config.PUBLIC_ORIGIN).origin;
	const host = headers.get('host');
	if (host === null) return null;
	// On loopback a foreign name in Host is DNS rebinding: some site has pointed its name at this machine.
	if (config.isLoopback && !LOOPBACK_HOST.test(host)) return null;
	return `${isHttps(config) ? 'https' : 'http'}://${host.toLowerCase()}`;
}

/**
 * Every unsafe method, whatever the content type, must come from our own pages:
 * Origin is ours, or, where a browser sends none, Sec-Fetch-Site says so. Without both it is refused.
 */
export function isForgery(config: Config, method: string, headers: Headers): boolean {
	if (SAFE.has(method)) return false;
	const own = ownOrigin(config, headers);
	if (own === null) return true;
	const origin = headers.get('origin');
	if (origin !== null) return origin !== own;
	return headers.get('sec-fetch-site') !== 'same-origin';
}

/**
 * A page that stayed open while somebody else signed in: it was rendered for another account than the one that asks now, and nobody's work is kept or
 * read as another's. Who names no page, as a program, asks for itself.
 */
export function isPageOfAnother(actor: Pick<Actor, 'id'> | null, headers: Headers): boolean {
	const pageOf = headers.get(PAGE_OF_HEADER);
	return actor !== null && pageOf !== null && pageOf !== actor.id;
}

/** The client's address. X-Forwarded-For is believed only as far as the declared proxies wrote it. */
export function clientIp(config: Config, headers: Headers, socketAddress: string): string {
	const hops = config.TRUSTED_PROXY_HOPS;
	if (hops === 0) return socketAddress;
	const chain = (headers.get('x-forwarded-for') ?? '')
		.split(',')
		.map((part) => part.trim())
		.filter((part) => part !== '');
	return chain.at(-hops) ?? socketAddress;
}

/** A path on this site to go to after signing in; anything else becomes `fallback`. */
export function safeNext(next: string | null | undefined, fallback: string): string {
	if (!next || !/^\/[^/\\]/.test(`${next}`) || /[\\\s\p{Cc}]/u.test(next)) return next === '/' ? '/' : fallback;
	const url = new URL(next, 'http://own.invalid');
	// Dots fold away ("/.//evil.example" becomes "//evil.example"), so what came out is looked at, not only what went in.
	const isOwn = url.origin === 'http://own.invalid' && !url.pathname.startsWith('//');
	return isOwn ? `${url.pathname}${url.search}${url.hash}` : fallback;
}
