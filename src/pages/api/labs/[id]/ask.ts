/** POST: a question about the lab to a person. */
import { personQuestionSchema } from '#contract/help.ts';
import { apiRoute, json, parseJson, signedIn } from '#server/api.ts';
import { askHuman } from '#server/ask-human.ts';
import { requireLab } from '#server/get-lab.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const lab = requireLab(astro.params['id'] ?? '');
	const { text } = await parseJson(astro.request, personQuestionSchema, 8_192);
	return json(await askHuman(context, actor, lab, text));
});
