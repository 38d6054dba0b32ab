/** GET: the help panel of the lab for whoever asks. */
import { apiRoute, json } from '#server/api.ts';
import { getHelp } from '#server/get-help.ts';
import { requireLab } from '#server/get-lab.ts';

export const GET = apiRoute(async (astro, context) =>
	json(await getHelp(context, astro.locals.actor, requireLab(astro.params['id'] ?? ''))),
);
