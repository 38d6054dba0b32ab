/** POST: a heartbeat in an open re-check. */
import { apiRoute, parseJson, signedIn } from '#server/api.ts';
import { requireSittingPlace } from '#server/read-recheck.ts';
import { activeSchema, recordActive } from '#server/record-active.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	await parseJson(astro.request, activeSchema, 64);
	const { lab, place } = await requireSittingPlace(context, actor.id, astro.params['id'] ?? '');
	await recordActive(context, actor, lab, place);
	return new Response(null, { status: 204 });
});
