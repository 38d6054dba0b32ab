/** PUT keeps the draft of an open re-check, apart from the lab's own: 200 with the stored one, 409 with the stored one when the edit was based on an older revision. */
import { draftSchema } from '#contract/submission.ts';
import { apiRoute, json, parseJson, signedIn } from '#server/api.ts';
import { requireSitting } from '#server/read-recheck.ts';
import { saveDraft } from '#server/save-draft.ts';

export const PUT = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const write = await parseJson(astro.request, draftSchema);
	const { sitting } = await requireSitting(context, actor.id, astro.params['id'] ?? '', { mayBePassed: true });
	const result = await saveDraft(context, actor, sitting.task, write);
	return json(result.draft, { status: result.state === 'saved' ? 200 : 409 });
});
