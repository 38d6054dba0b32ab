/** Markdown as HTML that carries nobody's markup: raw HTML is shown as text, images are their words, links lead where they may. */

import { Marked } from 'marked';
import { escapeHtml } from '#contract/escape-html.ts';

/** What a hint of the course may link to: within the site, or https. */
const AUTHORED_LINK = /^(\/(?!\/)|#|https:\/\/)/;
/** What a model wrote may link nowhere: its text could have come from anybody. */
const NO_LINK = /$^/;

function makeMarked(allowed: RegExp): Marked {
	return new Marked({
		renderer: {
			html: ({ text }) => escapeHtml(text),
			link({ href, tokens }) {
				const text = this.parser.parseInline(tokens);
				return allowed.test(href) ? `<a href="${escapeHtml(href)}">${text}</a>` : text;
			},
			image: ({ text }) => escapeHtml(text),
		},
	});
}

const authored = makeMarked(AUTHORED_LINK);
const foreign = makeMarked(NO_LINK);

export function authoredHtml(markdown: string): string {
	return authored.parse(markdown, { async: false });
}

export function foreignHtml(markdown: string): string {
	return foreign.parse(markdown, { async: false });
}
