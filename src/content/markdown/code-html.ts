/** TypeScript as HTML with the design's six classes, on the server. A listing numbers its lines and sets each `//: …` apart as the shape column. */
import { escapeHtml } from '#contract/escape-html.ts';

const KEYWORDS = new Set(
	'import from export const let function return for of in if else new type interface readonly while throw class extends typeof as true false null undefined async await'.split(
		' ',
	),
);
const TOKEN =
	/(\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|(\b\d[\d_.]*(?:e[+-]?\d+)?\b)|([A-Za-z_$][\w$]*)(?=(\s*\()?)/g;

/** `lang` other than ts and js is only escaped. */
export function codeHtml(source: string, lang: string, listing: boolean): string {
	const colour = ['ts', 'js', 'typescript', 'javascript'].includes(lang) ? highlight : escapeHtml;
	if (!listing) return `<pre><code>${colour(source)}</code></pre>`;
	const rows = source.split('\n').map((line, index) => {
		const [code = '', shape = ''] = line.split('//:');
		return `<span class="ln" aria-hidden="true">${index + 1}</span><span>${colour(code.trimEnd())}</span><span class="sh">${escapeHtml(shape.trim())}</span>`;
	});
	return `<div class="listing">${rows.join('')}</div>`;
}

/** A longer line is no code that anybody wrote: it is shown without colours, because the patterns would take too long over it. */
const LONGEST_LINE = 2_000;

/** The lines of a file, each whole by itself: what spans lines is closed at the end of one and opened again on the next. */
export function codeLinesHtml(source: string): string[] {
	const lines = source.split('\n');
	if (lines.some((line) => line.length > LONGEST_LINE)) return lines.map(escapeHtml);
	return highlight(source).split('\n');
}

function highlight(source: string): string {
	let html = '';
	let at = 0;
	for (const match of source.matchAll(TOKEN)) {
		html += escapeHtml(source.slice(at, match.index));
		html += wrap(match);
		at = match.index + match[0].length;
	}
	return html + escapeHtml(source.slice(at));
}

function wrap([text, comment, string, number, word, call]: RegExpMatchArray): string {
	const name = comment
		? 'co'
		: string
			? 'st'
			: number
				? 'nu'
				: word && KEYWORDS.has(word)
					? 'k'
					: call
						? 'fn'
						: word && /^[A-Z]/.test(word)
							? 'ty'
							: '';
	if (!name) return escapeHtml(text);
	const parts = text.split('\n').map((part) => `<span class="${name}">${escapeHtml(part)}</span>`);
	return parts.join('\n');
}
