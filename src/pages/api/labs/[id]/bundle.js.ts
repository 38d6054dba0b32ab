/** GET: the lab's public files as one CommonJS text, for the lab worker. Anyone may have it. */
import { apiRoute } from '#server/api.ts';
import { getBundle } from '#server/get-bundle.ts';

export const GET = apiRoute(async (astro) => {
	const { text, etag } = await getBundle(astro.params['id'] ?? '');
	const headers = { etag, 'cache-control': 'no-cache', 'content-type': 'text/javascript; charset=utf-8' };
	if (astro.request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
	return new Response(text, { headers });
});
