import { expect, test } from 'vitest';
import { previewHtml } from './preview-html.ts';

test('links lead to the preview of their page, stay on it, or lead nowhere', () => {
	expect(previewHtml('<a class="btn" href="/me#deadlines">See them</a>')).toBe('<a class="btn" href="?view=work#deadlines">See them</a>');
	expect(previewHtml('<a href="/">Home</a><a href="#top">Up</a>')).toBe('<a href="?view=home">Home</a><a href="#top">Up</a>');
	for (const href of ['/lab/rope', '/api/me/export', '/me/privacy', '/recheck/rope', 'https://example.org/'])
		expect(previewHtml(`<a href="${href}" aria-label="Open">x</a>`)).toBe('<a role="link" aria-disabled="true" aria-label="Open">x</a>');
	expect(previewHtml('<link href="/x.css"><area href="/y">')).toBe('<link href="/x.css"><area href="/y">');
});

test('a form cannot be sent, and what is in it cannot be used', () => {
	expect(previewHtml('<form method="post" action="/me"><input name="a"><button type="submit">Go</button></form>')).toBe(
		'<input disabled name="a"><button disabled type="submit">Go</button>',
	);
});
