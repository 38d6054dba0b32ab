/** DELETE: takes back one turn with the tutor; its texts are gone for everybody. */
import { apiRoute, json, signedIn } from '#server/api.ts';
import { requireLab } from '#server/get-lab.ts';
import { removeTutorTurns } from '#server/remove-tutor-turns.ts';

export const DELETE = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	return json(await removeTutorTurns(context, actor, requireLab(astro.params['id'] ?? ''), astro.params['turn'] ?? ''));
});
