/**
 * The headers of every answer. Scripts only from our own files, nothing inline, nothing from elsewhere; no page of ours in a frame.
 * Style attributes are allowed everywhere (a bar's length is one); style elements only where Monaco and the figures make them.
 */
import type { Config } from './config.ts';
import { isHttps } from './config.ts';

/** In development Vite puts styles and its client into the page and talks to it over a socket. A built site has none of it. */
const IS_DEV = import.meta.env?.DEV === true;

const WITH_STYLE_ELEMENTS = /^\/(lab|learn)(\/|$)/;

/** The worker may evaluate what the page sends it and load nothing: learner code has no way out. */
export const LAB_WORKER_CSP = "default-src 'none'; script-src 'unsafe-eval' 'wasm-unsafe-eval'; connect-src 'none'";

export function setSecurityHeaders(headers: Headers, path: string, config: Config): void {
	if (!headers.has('content-security-policy')) headers.set('content-security-policy', pageCsp(path));
	headers.set('x-content-type-options', 'nosniff');
	headers.set('referrer-policy', 'same-origin');
	headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), serial=(), midi=(), display-capture=()');
	headers.set('cross-origin-opener-policy', 'same-origin');
	headers.set('cross-origin-resource-policy', 'same-origin');
	if (isHttps(config)) headers.set('strict-transport-security', 'max-age=31536000');
}

function pageCsp(path: string): string {
	const styles =
		IS_DEV || WITH_STYLE_ELEMENTS.test(path) ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'; style-src-attr 'unsafe-inline'";
	return [
		"default-src 'self'",
		IS_DEV ? "script-src 'self' 'unsafe-inline'" : "script-src 'self'",
		styles,
		"img-src 'self' data:",
		"font-src 'self' data:",
		IS_DEV ? "connect-src 'self' ws:" : "connect-src 'self'",
		"worker-src 'self'",
		"object-src 'none'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
		"form-action 'self'",
	].join('; ');
}
