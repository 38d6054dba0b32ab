/** POST: takes the next open rung and gives the panel with its text; 403 while it is shut. */
import { AppError } from '#contract/error.ts';
import { apiRoute, json, signedIn } from '#server/api.ts';
import { requireLab } from '#server/get-lab.ts';
import { openRung } from '#server/open-rung.ts';
import { RUNGS } from '#tutor/authored-ladder.ts';

export const POST = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const lab = requireLab(astro.params['id'] ?? '');
	const rung = RUNGS.find((each) => String(each) === astro.params['rung']);
	if (rung === undefined) throw new AppError('missing', `There is no rung "${astro.params['rung'] ?? ''}": they are 1 to 5.`);
	return json(await openRung(context, actor, lab, rung));
});
