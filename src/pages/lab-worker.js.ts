/** GET: the lab worker's one file, with the policy that lets it evaluate what it is sent and reach nothing. */
import { apiRoute } from '#server/api.ts';
import { readLabWorker } from '#server/lab-worker-file.ts';
import { LAB_WORKER_CSP } from '#server/security-headers.ts';

export const GET = apiRoute(
	async () =>
		new Response(await readLabWorker(), {
			headers: { 'content-type': 'text/javascript; charset=utf-8', 'content-security-policy': LAB_WORKER_CSP, 'cache-control': 'no-cache' },
		}),
);
