/** POST: takes a rung in an open re-check, which only an instructor's accommodation opens; 403 while it is shut. */
import { apiRoute, json, signedIn } from '#server/api.ts';
import { openRung, requireRung } from '#server/open-rung.ts';
import { requireSittingPlace } from '#server/read-recheck.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const rung = requireRung(astro.params['rung'] ?? '');
	const { lab, place } = await requireSittingPlace(context, actor.id, astro.params['id'] ?? '');
	return json(await openRung(context, actor, lab, rung, place));
});
