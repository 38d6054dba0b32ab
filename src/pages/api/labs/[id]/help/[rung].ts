/** POST: takes the next open rung and gives the panel with its text; 403 while it is shut. */
import { apiRoute, json, signedIn } from '#server/api.ts';
import { requireLab } from '#server/get-lab.ts';
import { openRung, requireRung } from '#server/open-rung.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const lab = requireLab(astro.params['id'] ?? '');
	return json(await openRung(context, actor, lab, requireRung(astro.params['rung'] ?? '')));
});
