/** GET: 200 when the database answers, else 503. */
import { apiRoute, json } from '#server/api.ts';
import { isReady } from '#server/is-ready.ts';

export const GET = apiRoute(async (_astro, context) =>
	(await isReady(context)) ? json({ ready: true }) : json({ ready: false }, { status: 503 }),
);
