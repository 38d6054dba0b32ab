/** The drawing of the trace figure: one function for the server and the page. */
import { describeToken, type TraceFormat, type TraceToken, traceTokens } from './trace-rows.ts';

export interface TraceState {
	readonly format: TraceFormat;
	readonly length: number;
	/** Place of the token that is looked at. */
	readonly at: number;
}

/** The place of the last result, which is what a format makes easy or hard. */
export function lastWork(tokens: readonly TraceToken[]): number {
	return tokens.findLastIndex(({ how }) => how === 'work');
}

export function traceHtml({ format, length, at }: TraceState): string {
	const tokens = traceTokens(format, length);
	const needs = new Set(tokens[at]?.needs);
	const cells = tokens.map(({ text, isCounted }, i) => {
		const marks = [i === at ? 'tok-now' : '', needs.has(i) ? 'tok-need' : '', isCounted ? '' : 'tok-given'].filter((mark) => mark !== '');
		return `<button type="button" class="tok ${marks.join(' ')}" data-at="${i}" aria-pressed="${i === at}"><span>${text}</span><small>${isCounted ? 1 : 0}</small></button>`;
	});
	return cells.join('');
}

export function traceText({ format, length, at }: TraceState): string {
	const tokens = traceTokens(format, length);
	const written = tokens.filter(({ isCounted }) => isCounted).length;
	const most = Math.max(...tokens.map(({ operations }) => operations));
	const work = most === 1 ? 'No token takes more than one operation.' : `One token takes ${most} operations at once.`;
	return `<p>${describeToken(tokens, at)}</p><p>The model writes ${written} tokens here. ${work}</p>`;
}
