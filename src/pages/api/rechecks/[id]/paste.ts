/** POST: the share of the answer to an open re-check that was pasted at once. */
import { apiRoute, parseJson, signedIn } from '#server/api.ts';
import { requireSittingPlace } from '#server/read-recheck.ts';
import { pasteSchema, recordPaste } from '#server/record-paste.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const paste = await parseJson(astro.request, pasteSchema, 256);
	const { lab, place } = await requireSittingPlace(context, actor.id, astro.params['id'] ?? '');
	await recordPaste(context, actor, lab, paste, place);
	return new Response(null, { status: 204 });
});
