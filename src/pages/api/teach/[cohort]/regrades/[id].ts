/** GET: how far a regrade is; with `?format=csv` its table, under the filter that the address names. */
import { apiRoute, json, signedIn } from '#server/api.ts';
import { csvResponse } from '#server/csv.ts';
import { exportRegradeCsv, getRegradeProgress } from '#server/get-regrade.ts';

export const GET = apiRoute(async (astro, context) => {
	const { cohort: cohortId = '', id: regradeId = '' } = astro.params;
	const place = { cohortId, regradeId };
	const query = astro.url.searchParams;
	if (query.get('format') === 'csv')
		return csvResponse(await exportRegradeCsv(context, signedIn(astro), place, query.get('changed') === '1'), `regrade-${regradeId}.csv`);
	return json(await getRegradeProgress(context, signedIn(astro), place));
});
