/** GET: declarations for the editor as JSON, text by path. Anyone may have them. */
import { apiRoute } from '#server/api.ts';
import { getEditorTypes } from '#server/get-editor-types.ts';

export const GET = apiRoute(async (astro) => {
	const { text, etag } = await getEditorTypes(astro.params['name'] ?? '');
	const headers = { etag, 'cache-control': 'no-cache', 'content-type': 'application/json; charset=utf-8' };
	if (astro.request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
	return new Response(text, { headers });
});
