/** GET: all submissions that match the filter of the address, as a file for spreadsheets. */
import { apiRoute, signedIn } from '#server/api.ts';
import { csvResponse } from '#server/csv.ts';
import { exportSubmissionsCsv } from '#server/list-cohort-submissions.ts';

export const GET = apiRoute(async (astro, context) => {
	const text = await exportSubmissionsCsv(context, signedIn(astro), astro.params['cohort'] ?? '', astro.url.searchParams);
	return csvResponse(text, 'submissions.csv');
});
