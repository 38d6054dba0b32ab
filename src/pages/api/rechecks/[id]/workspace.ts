/** GET: the workspace of the learner's open re-check of the lab. */
import { apiRoute, json, signedIn } from '#server/api.ts';
import { getRecheckRoom } from '#server/get-recheck-workspace.ts';

export const GET = apiRoute(async (astro, context) =>
	json((await getRecheckRoom(context, signedIn(astro), astro.params['id'] ?? '')).workspace),
);
