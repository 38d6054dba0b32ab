/**
 * What Markdown of lessons and tasks becomes beyond the defaults: formulas as MathML (no client script, font or style sheet),
 * code as highlighted listings. A formula that KaTeX cannot read stops the build: Sätteri alone would print it as code, with a green build.
 */
import katex from 'katex';
import { defineMdastPlugin, type MdxJsxFlowElement, type MdxJsxTextElement } from 'satteri';
import { codeHtml } from './code-html.ts';

/** @throws katex.ParseError on a formula that it cannot read. */
export function mathHtml(tex: string, displayMode: boolean): string {
	return katex.renderToString(tex, { displayMode, output: 'mathml', throwOnError: true, strict: 'error' });
}

export const lessonMarkdown = defineMdastPlugin({
	name: 'gradus-lesson-markdown',
	inlineMath: (node): MdxJsxTextElement => ({
		type: 'mdxJsxTextElement',
		name: 'span',
		attributes: setHtml(mathHtml(node.value, false)),
		children: [],
	}),
	math: (node): MdxJsxFlowElement =>
		block('div', mathHtml(node.value, true), { class: 'formula', tabindex: '0', role: 'group', 'aria-label': 'Formula' }),
	code: (node): MdxJsxFlowElement => {
		const listing = node.meta?.split(' ').includes('listing') ?? false;
		return block('div', codeHtml(node.value, node.lang ?? '', listing), {
			class: listing ? 'code wide' : 'code',
			tabindex: '0',
			role: 'group',
			'aria-label': listing ? 'Code, with the shape of each value' : 'Code',
		});
	},
});

function block(name: string, html: string, attributes: Record<string, string>): MdxJsxFlowElement {
	const plain = Object.entries(attributes).map(([key, value]) => ({ type: 'mdxJsxAttribute' as const, name: key, value }));
	return { type: 'mdxJsxFlowElement', name, attributes: [...plain, ...setHtml(html)], children: [] };
}

/** MDX refuses raw HTML nodes; Astro's own directive takes them. */
function setHtml(html: string): MdxJsxFlowElement['attributes'] {
	return [{ type: 'mdxJsxAttribute', name: 'set:html', value: html }];
}
