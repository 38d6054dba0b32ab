/** GET: the tutor's part of the Help tab. POST: a question, answered as server-sent events. DELETE: takes back every turn of this lab. */

import { tutorQuestionSchema } from '#contract/tutor.ts';
import { apiRoute, json, parseJson, signedIn } from '#server/api.ts';
import { requireTutorRoom } from '#server/ask-tutor.ts';
import { requireLab } from '#server/get-lab.ts';
import { getTutor } from '#server/get-tutor.ts';
import { removeTutorTurns } from '#server/remove-tutor-turns.ts';
import { streamTutor } from '#server/stream-tutor.ts';

export const GET = apiRoute(async (astro, context) =>
	json(await getTutor(context, astro.locals.actor, requireLab(astro.params['id'] ?? ''))),
);

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const lab = requireLab(astro.params['id'] ?? '');
	const question = await parseJson(astro.request, tutorQuestionSchema);
	await requireTutorRoom(context, actor, lab);
	return new Response(streamTutor(context, { actor, lab, question, signal: astro.request.signal }), {
		headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
	});
});

export const DELETE = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	return json(await removeTutorTurns(context, actor, requireLab(astro.params['id'] ?? '')));
});
