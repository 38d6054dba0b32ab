/**
 * What a page answers about something that is not there or not this person's: without a body, it becomes the page with search and the map.
 * `Astro.rewrite('/404')` would do for an address, but not for a form: it refuses a request whose body was read.
 */
export function notFound(): Response {
	return new Response(null, { status: 404 });
}
