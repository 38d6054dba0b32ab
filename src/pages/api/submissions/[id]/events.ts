/** GET: server-sent events `state`, one at each change, ending after the verdict. The page falls back to polling the view. */
import { apiRoute, signedIn } from '#server/api.ts';
import { requireOwnSubmission } from '#server/get-submission.ts';
import { streamSubmission } from '#server/stream-submission.ts';

export const GET = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const submission = await requireOwnSubmission(context, actor.id, astro.params['id'] ?? '');
	return new Response(streamSubmission(context, actor, submission, astro.request.signal), {
		headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
	});
});
