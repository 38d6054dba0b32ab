/** GET: the help panel of an open re-check: no rung, but for whoever has an accommodation. */
import { apiRoute, json, signedIn } from '#server/api.ts';
import { getHelp } from '#server/get-help.ts';
import { requireSittingPlace } from '#server/read-recheck.ts';

export const GET = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const { lab, place } = await requireSittingPlace(context, actor.id, astro.params['id'] ?? '');
	return json(await getHelp(context, actor, lab, place));
});
