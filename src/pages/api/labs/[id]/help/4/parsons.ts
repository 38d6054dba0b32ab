/** POST: grades an order of the lines of rung 4's step. Stores nothing. */
import { parsonsOrderSchema } from '#contract/parsons.ts';
import { apiRoute, json, parseJson, signedIn } from '#server/api.ts';
import { checkStep } from '#server/check-step.ts';
import { requireLab } from '#server/get-lab.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const lab = requireLab(astro.params['id'] ?? '');
	const { order } = await parseJson(astro.request, parsonsOrderSchema, 4_096);
	return json(await checkStep(context, actor, lab, order));
});
