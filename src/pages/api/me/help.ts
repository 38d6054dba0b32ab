/** POST: the learner's own help preferences. */
import { apiRoute, parseJson, signedIn } from '#server/api.ts';
import { helpPreferenceSchema, setHelpPreference } from '#server/set-help-preference.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	await setHelpPreference(context, actor, await parseJson(astro.request, helpPreferenceSchema, 256));
	return new Response(null, { status: 204 });
});
