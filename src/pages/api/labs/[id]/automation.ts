/** GET: what writes itself in the lab for whoever asks. POST: a completion or a block was taken. */
import { automationUseSchema } from '#contract/automation.ts';
import { apiRoute, json, parseJson, signedIn } from '#server/api.ts';
import { getAutomation } from '#server/get-automation.ts';
import { requireLab } from '#server/get-lab.ts';
import { recordAutomation } from '#server/record-automation.ts';

export const GET = apiRoute(async (astro, context) =>
	json(await getAutomation(context, astro.locals.actor, requireLab(astro.params['id'] ?? ''))),
);

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const lab = requireLab(astro.params['id'] ?? '');
	await recordAutomation(context, actor, lab, await parseJson(astro.request, automationUseSchema, 256));
	return new Response(null, { status: 204 });
});
