/** POST: comments that their learner was shown; they count as read. */
import { shownCommentsSchema } from '#contract/review.ts';
import { apiRoute, parseJson, signedIn } from '#server/api.ts';
import { readComments } from '#server/read-comments.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	await readComments(context, actor, await parseJson(astro.request, shownCommentsSchema, 16_384));
	return new Response(null, { status: 204 });
});
