/** GET: the outcome of an experiment for analysis, under ids made for it alone: `?format=csv`, otherwise JSON. */
import { apiRoute, json, signedIn } from '#server/api.ts';
import { csvResponse } from '#server/csv.ts';
import { exportExperiment, toCsv } from '#server/get-experiments.ts';

export const GET = apiRoute(async (astro, context) => {
	const { cohort = '', id = '' } = astro.params;
	const { experiment, rows } = await exportExperiment(context, signedIn(astro), cohort, id);
	const name = `experiment-${experiment.id}`;
	if (astro.url.searchParams.get('format') === 'csv') return csvResponse(toCsv(rows), `${name}.csv`);
	const { kind, title, delayDays, createdAt, endedAt } = experiment;
	const headers = { 'content-disposition': `attachment; filename="${name}.json"` };
	return json({ kind, title, delayDays, createdAt, endedAt, rows }, { headers });
});
