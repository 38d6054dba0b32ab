/** Pages of a learner as an instructor looks at them: links lead to the preview of the page that they name, or nowhere; and nothing can be sent. Pure. */
import type { PreviewView } from '#contract/learner-page.ts';

const VIEW_OF: Readonly<Record<string, PreviewView>> = { '/': 'home', '/path': 'path', '/me': 'work' };

/** `html`: what the components of the site render, with attributes in double quotes. */
export function previewHtml(html: string): string {
	return html
		.replaceAll(/(<a\b[^>]*?)\shref="([^"]*)"/g, (_, before: string, href: string) => `${before} ${linkTo(href)}`)
		.replaceAll(/<(button|input|select|textarea)\b/g, '<$1 disabled')
		.replaceAll(/<form\b[^>]*>|<\/form>/g, '');
}

function linkTo(href: string): string {
	const [path = '', hash] = href.split('#');
	if (path === '') return `href="${href}"`;
	const view = VIEW_OF[path];
	// A link that leads nowhere, as assistive technology knows it.
	return view === undefined ? 'role="link" aria-disabled="true"' : `href="?view=${view}${hash === undefined ? '' : `#${hash}`}"`;
}
