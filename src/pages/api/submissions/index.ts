/** POST: records a submission. 202 only after submission and job are committed. */
import { submitRequestSchema } from '#contract/submission.ts';
import { apiRoute, json, parseJson, signedIn } from '#server/api.ts';
import { submit } from '#server/submit.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const request = await parseJson(astro.request, submitRequestSchema);
	const { id } = await submit(context, actor, request);
	return json({ id }, { status: 202 });
});
