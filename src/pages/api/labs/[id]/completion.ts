/** POST: a few lines at the cursor from the tutor's model, where they were earned and the guard lets them through; else nothing. */
import { completionAskSchema } from '#contract/automation.ts';
import { apiRoute, json, parseJson, signedIn } from '#server/api.ts';
import { completeCode } from '#server/complete-code.ts';
import { requireLab } from '#server/get-lab.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const lab = requireLab(astro.params['id'] ?? '');
	const ask = await parseJson(astro.request, completionAskSchema);
	return json(await completeCode(context, { actor, lab, ask, signal: astro.request.signal }));
});
