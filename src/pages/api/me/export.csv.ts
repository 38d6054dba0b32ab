/** GET: the person's events, one row each, for a spreadsheet. */
import { apiRoute, signedIn } from '#server/api.ts';
import { csvResponse } from '#server/csv.ts';
import { exportEventsCsv } from '#server/export-events.ts';

export const GET = apiRoute(async (astro, context) =>
	csvResponse(await exportEventsCsv(context, signedIn(astro), astro.locals.ip), 'gradus-events.csv'),
);
