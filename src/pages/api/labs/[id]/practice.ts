/** POST: a failing run of the public checks in the browser. Effort, never evidence. */
import { apiRoute, parseJson, signedIn } from '#server/api.ts';
import { requireLab } from '#server/get-lab.ts';
import { practiceSchema, recordPractice } from '#server/record-practice.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const lab = requireLab(astro.params['id'] ?? '');
	await recordPractice(context, actor, lab, await parseJson(astro.request, practiceSchema));
	return new Response(null, { status: 204 });
});
