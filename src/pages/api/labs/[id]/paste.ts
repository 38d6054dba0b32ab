/** POST: the share of the answer that was pasted at once. */
import { apiRoute, parseJson, signedIn } from '#server/api.ts';
import { requireLab } from '#server/get-lab.ts';
import { pasteSchema, recordPaste } from '#server/record-paste.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const lab = requireLab(astro.params['id'] ?? '');
	await recordPaste(context, actor, lab, await parseJson(astro.request, pasteSchema, 256));
	return new Response(null, { status: 204 });
});
