/** GET: the learner's named versions of a lab, newest first. */
import { apiRoute, json, signedIn } from '#server/api.ts';
import { requireLab } from '#server/get-lab.ts';
import { getVersions } from '#server/save-draft.ts';

export const GET = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	return json(await getVersions(context, actor, requireLab(astro.params['id'] ?? '').id));
});
