/** GET: what instructors wrote to the caller about their submissions to this lab. */
import { apiRoute, json, signedIn } from '#server/api.ts';
import { getOwnComments } from '#server/get-own-comments.ts';

export const GET = apiRoute(async (astro, context) => json(await getOwnComments(context, signedIn(astro), astro.params['id'] ?? '')));
