/** GET: what the lab builds on, the unproven first. */
import { readMap } from '#content/read-map.ts';
import { apiRoute, json, signedIn } from '#server/api.ts';
import { requireLab } from '#server/get-lab.ts';
import { listPrerequisites } from '#server/list-prerequisites.ts';

export const GET = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const lab = requireLab(astro.params['id'] ?? '');
	return json(await listPrerequisites(context, actor, lab, (await readMap()).written));
});
