/** GET: the private Atom feed behind a secret address; 404 for every other. */
import type { APIRoute } from 'astro';
import { AppError } from '#contract/error.ts';
import { getContext } from '#server/context.ts';
import { readFeed } from '#server/feed.ts';

export const GET: APIRoute = async (astro) => {
	const context = await getContext();
	try {
		const xml = await readFeed(context, astro.params['token'] ?? '', context.config.PUBLIC_ORIGIN ?? astro.url.origin);
		return new Response(xml, {
			headers: { 'content-type': 'application/atom+xml; charset=utf-8', 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' },
		});
	} catch (error) {
		if (error instanceof AppError && error.kind === 'missing')
			return new Response('There is no such feed. Its address may have been replaced or ended.', {
				status: 404,
				headers: { 'content-type': 'text/plain; charset=utf-8' },
			});
		throw error;
	}
};
