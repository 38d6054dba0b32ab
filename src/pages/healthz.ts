/** GET: the web process is up, and what is known of the grader and its sandbox layer. */
import { apiRoute, json } from '#server/api.ts';
import { isGraderAlive, readGraderStatus } from '#server/grader-status.ts';

export const GET = apiRoute(async (_astro, context) => {
	const status = readGraderStatus(context);
	return json({ status: 'up', grader: isGraderAlive(context) ? 'up' : 'down', sandbox: status?.layer ?? 'unknown' });
});
