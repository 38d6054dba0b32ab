/** GET: the outcome of an experiment for analysis, under ids made for it alone: `?format=csv`, otherwise JSON. */
import { apiRoute, json, signedIn } from '#server/api.ts';
import { exportExperiment, toCsv } from '#server/get-experiments.ts';

export const GET = apiRoute(async (astro, context) => {
	const { cohort = '', id = '' } = astro.params;
	const { experiment, rows } = await exportExperiment(context, signedIn(astro), cohort, id);
	const attachment = (ending: string) => ({ 'content-disposition': `attachment; filename="experiment-${experiment.id}.${ending}"` });
	if (astro.url.searchParams.get('format') === 'csv')
		return new Response(toCsv(rows), {
			headers: { ...attachment('csv'), 'content-type': 'text/csv; charset=utf-8', 'cache-control': 'no-store' },
		});
	const { kind, title, delayDays, createdAt, endedAt } = experiment;
	return json({ kind, title, delayDays, createdAt, endedAt, rows }, { headers: attachment('json') });
});
