/** POST: the learner's answer to the why-question of rung 5. */
import { whyAnswerSchema } from '#contract/help.ts';
import { answerWhy } from '#server/answer-why.ts';
import { apiRoute, json, parseJson, signedIn } from '#server/api.ts';
import { requireLab } from '#server/get-lab.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const lab = requireLab(astro.params['id'] ?? '');
	const { answer } = await parseJson(astro.request, whyAnswerSchema, 16_384);
	return json(await answerWhy(context, actor, lab, answer));
});
