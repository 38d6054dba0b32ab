/** POST: a heartbeat while the learner works. The server derives the time; a duration in the body is refused. */
import { apiRoute, parseJson, signedIn } from '#server/api.ts';
import { requireLab } from '#server/get-lab.ts';
import { activeSchema, recordActive } from '#server/record-active.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const lab = requireLab(astro.params['id'] ?? '');
	await parseJson(astro.request, activeSchema, 64);
	await recordActive(context, actor, lab);
	return new Response(null, { status: 204 });
});
