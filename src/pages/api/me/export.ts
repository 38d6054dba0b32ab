/** GET: everything held about the person, as one JSON file. */
import { apiRoute, json, signedIn } from '#server/api.ts';
import { exportPerson } from '#server/privacy.ts';

export const GET = apiRoute(async (astro, context) =>
	json(await exportPerson(context, signedIn(astro), astro.locals.ip), {
		headers: { 'content-disposition': 'attachment; filename="gradus-export.json"' },
	}),
);
