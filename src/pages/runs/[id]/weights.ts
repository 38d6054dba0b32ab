/** GET: the weights that go with a shown run, as a file. */
import { apiRoute } from '#server/api.ts';
import { getSharedWeights } from '#server/share-run.ts';

export const GET = apiRoute(async (astro, context) => {
	const { bytes, name } = await getSharedWeights(context, astro.locals.actor, astro.params['id'] ?? '');
	const headers = { 'content-type': 'application/octet-stream', 'content-disposition': `attachment; filename="${name}"` };
	return new Response(Buffer.from(bytes), { headers: { ...headers, 'cache-control': 'private, no-store' } });
});
