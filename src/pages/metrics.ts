/** GET: Prometheus text, for loopback or whoever has METRICS_TOKEN. To others there is nothing here. */
import { apiRoute } from '#server/api.ts';
import { mayReadMetrics, readMetrics } from '#server/metrics.ts';
import { ownOrigin } from '#server/origin.ts';

export const GET = apiRoute(async (astro, context) => {
	// A foreign name for this machine is a page elsewhere that reads through somebody's browser.
	const isOurs = ownOrigin(context.config, astro.request.headers) !== null;
	if (!isOurs || !mayReadMetrics(context, astro.locals.ip, astro.request.headers.get('authorization')))
		return new Response(null, { status: 404 });
	return new Response(await readMetrics(context), { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
});
