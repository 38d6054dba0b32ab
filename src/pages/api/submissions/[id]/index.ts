/** GET: state, verdict and what it changed. */
import { apiRoute, json, signedIn } from '#server/api.ts';
import { getSubmissionView, requireOwnSubmission } from '#server/get-submission.ts';
import { getVerdictEffect } from '#server/get-verdict-effect.ts';

export const GET = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const submission = await requireOwnSubmission(context, actor.id, astro.params['id'] ?? '');
	const view = await getSubmissionView(context, submission);
	return json(view.state === 'done' ? { ...view, effect: await getVerdictEffect(context, actor, submission) } : view);
});
