/** POST: a pinned run becomes one that others can see by its link. */
import { MAX_SHARED_RUN_BYTES, shareRunSchema } from '#contract/shared-run.ts';
import { apiRoute, json, parseJson, signedIn } from '#server/api.ts';
import { shareRun } from '#server/share-run.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	return json(await shareRun(context, actor, await parseJson(astro.request, shareRunSchema, MAX_SHARED_RUN_BYTES)), { status: 201 });
});
