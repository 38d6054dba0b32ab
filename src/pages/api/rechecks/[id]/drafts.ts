/** GET: the named versions of an open re-check, newest first. */
import { apiRoute, json, signedIn } from '#server/api.ts';
import { requireSitting } from '#server/read-recheck.ts';
import { getVersions } from '#server/save-draft.ts';

export const GET = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const { sitting } = await requireSitting(context, actor.id, astro.params['id'] ?? '', { mayBePassed: true });
	return json(await getVersions(context, actor, sitting.task));
});
