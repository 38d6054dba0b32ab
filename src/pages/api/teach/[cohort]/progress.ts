/** GET: learners × labs as the cohort's page holds them, for that page while it is open; 304 while nothing in it changed. */
import { progressGrid } from '#components/teach/progress-grid.ts';
import { apiRoute, jsonIfChanged, signedIn } from '#server/api.ts';
import { getCohortPage } from '#server/get-cohort-page.ts';

export const GET = apiRoute(async (astro, context) => {
	const { progress } = await getCohortPage(context, signedIn(astro), astro.params['cohort'] ?? '');
	return jsonIfChanged(astro.request, progressGrid(progress, context.now()));
});
