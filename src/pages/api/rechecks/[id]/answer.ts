/** POST: an answer to a quick form of the open re-check → what the server says of it. */
import { quickAnswerSchema } from '#contract/recheck.ts';
import { answerRecheck } from '#server/answer-recheck.ts';
import { apiRoute, json, parseJson, signedIn } from '#server/api.ts';
import { requireLab } from '#server/get-lab.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const answer = await parseJson(astro.request, quickAnswerSchema, 8_192);
	return json(await answerRecheck(context, actor, requireLab(astro.params['id'] ?? ''), answer));
});
