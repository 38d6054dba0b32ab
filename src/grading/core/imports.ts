/** What a module of JavaScript imports, as its tokens say it: a comment, a text or a template that looks like an import is none. */
import { isMark, isMember, isWord, type Token, tokenize } from './tokens.ts';

export interface Import {
	readonly specifier: string;
	/** Of the specifier in the module. */
	readonly offset: number;
	/** Names in braces, as the other module calls them. */
	readonly names: readonly { readonly name: string; readonly offset: number }[];
}

/** Imports and exports `from` a module, in their order. Those that cannot be read are left to the engine, which refuses them. */
export function importsOf(js: string): Import[] {
	const tokens = tokenize(js);
	return tokens.flatMap((token, at) => {
		if (!isWord(token, 'import') && !isWord(token, 'export')) return [];
		return isMember(tokens, at) ? [] : importAt(js, tokens, at);
	});
}

/** At most one; `at` is the word that it begins with. */
function importAt(js: string, tokens: readonly Token[], at: number): Import[] {
	const isImport = isWord(tokens[at], 'import');
	let next = at + 1;
	// import 'x'
	if (isImport && tokens[next]?.type === 'text') return [{ ...textOf(js, tokens[next]), names: [] }];
	// import a, { b } from 'x'
	if (isImport && tokens[next]?.type === 'word') next += isMark(tokens[next + 1], ',') ? 2 : 1;
	// import * as a, export *
	if (isMark(tokens[next], '*')) next += isWord(tokens[next + 1], 'as') ? 3 : 1;
	const names: { name: string; offset: number }[] = [];
	if (isMark(tokens[next], '{')) {
		for (next += 1; next < tokens.length && !isMark(tokens[next], '}'); next += 1) {
			const token = tokens[next];
			// Braces do not nest here: otherwise a file of open ones would be read again from each of them.
			if (isMark(token, '{')) return [];
			const isName = isMark(tokens[next - 1], '{') || isMark(tokens[next - 1], ',');
			if (token?.type === 'word' && isName) names.push({ name: token.value, offset: token.offset });
		}
		next += 1;
	}
	if (!isWord(tokens[next], 'from') || tokens[next + 1]?.type !== 'text') return [];
	return [{ ...textOf(js, tokens[next + 1]), names }];
}

/** What stands between the quotes, escapes as they are written. */
function textOf(js: string, token: Token | undefined): { specifier: string; offset: number } {
	const { offset = 0, value: quote = "'" } = token ?? {};
	const end = js.indexOf(quote, offset + 1);
	return { specifier: js.slice(offset + 1, end < 0 ? js.length : end), offset: offset + 1 };
}
