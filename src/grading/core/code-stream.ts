/**
 * A source as tokens that can be compared with those of another: no comments, layout, semicolons or trailing commas, every name
 * of the writer's own choice as `I`, every text as `S`. Names that mean something stay: the language's words, properties
 * and methods, and what the libraries call themselves. Never hangs: the tokenizer is linear, and reads what is broken too.
 */
import { tokenize } from './tokens.ts';

export interface CodeStream {
	readonly tokens: readonly string[];
	/** Where each token begins in the source. */
	readonly offsets: readonly number[];
}

const KEPT = new Set(
	(
		'tf Math Array Number String Map Set Object JSON Infinity NaN null undefined true false if else for while do return of in new ' +
		'throw switch case break continue function class typeof instanceof async await yield import export type interface gradus tidy ' +
		'number string boolean readonly void unknown as default delete try catch finally'
	).split(' '),
);
const DECLARES = new Set(['let', 'var', 'const']);
const CLOSES = new Set([')', ']', '}']);

export function codeStream(source: string): CodeStream {
	const all = tokenize(source);
	const tokens: string[] = [];
	const offsets: number[] = [];
	for (const [n, { type, value, offset }] of all.entries()) {
		const next = all[n + 1];
		if (value === ';' || (value === ',' && next?.type === 'mark' && CLOSES.has(next.value))) continue;
		offsets.push(offset);
		if (type === 'text' || type === 'regex') tokens.push('S');
		else if (type === 'word') tokens.push(wordOf(value, all[n - 1]?.value));
		else tokens.push(value);
	}
	return { tokens, offsets };
}

function wordOf(word: string, before: string | undefined): string {
	if (DECLARES.has(word)) return 'const';
	return before === '.' || before === '?.' || KEPT.has(word) ? word : 'I';
}
