/**
 * What Astro itself prints. While a site is built, and in development, as ever. While it is served, an error of a page is one line of JSON with
 * where it happened, and not what it says: Astro's text holds the address (which may hold a token) and, of a failed query, the values.
 * What fails before a page begins to stream is logged with its sentence by src/middleware.ts, so that this is for the rest.
 */
import forPeople from 'astro/logger/node';

/** Set by scripts/supervisor for the processes that it keeps (scripts/serve.ts). */
const isServing = process.env['ASTRO_NODE_LOGGING'] === 'disabled';

export default function astroLogger() {
	const people = forPeople({});
	return {
		/** @param {{ label: string | null, level: 'debug' | 'info' | 'warn' | 'error' | 'silent', message: string, newLine: boolean }} event */
		write(event) {
			if (!isServing) people.write(event);
			else if (event.level === 'error') console.error(JSON.stringify(withoutText(event)));
		},
	};
}

/** @param {{ label: string | null, message: string }} event */
function withoutText({ label, message }) {
	const stack = message.split('\n').flatMap((line) => (/^\s+at /.test(line) ? [line.trim()] : []));
	return { level: 50, time: Date.now(), event: 'astro-error', label, stack };
}
