/** POST: leaves the open re-check of the lab. Free; 204 also when none is open. */
import { z } from 'zod';
import { apiRoute, parseJson, signedIn } from '#server/api.ts';
import { requireLab } from '#server/get-lab.ts';
import { leaveRecheck } from '#server/leave-recheck.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	await parseJson(astro.request, z.strictObject({}), 64);
	await leaveRecheck(context, actor, requireLab(astro.params['id'] ?? ''));
	return new Response(null, { status: 204 });
});
