/** GET: the web process is up, and what the database knows of the graders and their sandbox layers, wherever they run. */
import { apiRoute, json } from '#server/api.ts';
import { getHealth } from '#server/get-health.ts';

export const GET = apiRoute(async (_astro, context) => json(await getHealth(context)));
