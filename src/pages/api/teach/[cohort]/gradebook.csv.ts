/** GET: the gradebook under the filter of the address, as a file; with `form=canvas` as Canvas takes it. */
import { apiRoute, signedIn } from '#server/api.ts';
import { csvResponse } from '#server/csv.ts';
import { exportGradebook } from '#server/export-gradebook.ts';

export const GET = apiRoute(async (astro, context) => {
	const { searchParams } = astro.url;
	const text = await exportGradebook(context, signedIn(astro), astro.params['cohort'] ?? '', searchParams);
	return csvResponse(text, searchParams.get('form') === 'canvas' ? 'gradebook-canvas.csv' : 'gradebook.csv');
});
