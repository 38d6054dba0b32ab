/** GET: what the lab worker needs to run the file of an open re-check. It holds no check of the task: those are all hidden. */
import { apiRoute, signedIn } from '#server/api.ts';
import { getRecheckBundle } from '#server/get-recheck-workspace.ts';

export const GET = apiRoute(async (astro, context) => {
	const text = await getRecheckBundle(context, signedIn(astro), astro.params['id'] ?? '');
	return new Response(text, { headers: { 'cache-control': 'no-store', 'content-type': 'text/javascript; charset=utf-8' } });
});
