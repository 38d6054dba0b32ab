/** GET: personal links that nobody used yet, as a file to hand out. */
import { apiRoute, signedIn } from '#server/api.ts';
import { csvResponse } from '#server/csv.ts';
import { exportLinksCsv } from '#server/get-roster.ts';
import { ownOrigin } from '#server/origin.ts';

export const GET = apiRoute(async (astro, context) => {
	const origin = ownOrigin(context.config, astro.request.headers) ?? astro.url.origin;
	const text = await exportLinksCsv(context, signedIn(astro), astro.params['cohort'] ?? '', origin);
	return csvResponse(text, 'links.csv');
});
