/** PUT keeps the draft or a named version: 200 with the stored one, 409 with the stored one when the edit was based on an older revision. */
import { draftSchema } from '#contract/submission.ts';
import { apiRoute, json, parseJson, signedIn } from '#server/api.ts';
import { requireLab } from '#server/get-lab.ts';
import { getDraft, saveDraft } from '#server/save-draft.ts';

export const GET = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	return json(await getDraft(context, actor, requireLab(astro.params['id'] ?? '').id));
});

export const PUT = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const write = await parseJson(astro.request, draftSchema);
	const result = await saveDraft(context, actor, requireLab(astro.params['id'] ?? '').id, write);
	return json(result.draft, { status: result.state === 'saved' ? 200 : 409 });
});
