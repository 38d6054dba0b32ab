/** POST: puts the lab aside. */
import { apiRoute, json, signedIn } from '#server/api.ts';
import { requireLab } from '#server/get-lab.ts';
import { parkLab } from '#server/park-lab.ts';

export const POST = apiRoute(async (astro, context) => json(await parkLab(context, signedIn(astro), requireLab(astro.params['id'] ?? ''))));
