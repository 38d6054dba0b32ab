/** POST: commits one prediction and gives the answer with its explanation. */
import { answerPrediction, predictionSchema } from '#server/answer-prediction.ts';
import { apiRoute, json, parseJson } from '#server/api.ts';

export const POST = apiRoute(async (astro, context) =>
	json(await answerPrediction(context, astro.locals.actor, await parseJson(astro.request, predictionSchema, 1_024))),
);
