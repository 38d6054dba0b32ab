/** GET: everything the lab page needs that depends on who asks. */
import { apiRoute, json } from '#server/api.ts';
import { getWorkspace } from '#server/get-lab.ts';

export const GET = apiRoute(async (astro, context) => json(await getWorkspace(context, astro.locals.actor, astro.params['id'] ?? '')));
