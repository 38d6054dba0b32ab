/**
 * A text as tokens that can be compared: no comments, quotes, types, semicolons or safety operators, and names of the reader's own choice
 * as `I`. Takes prose, fragments and broken code as they come, so there is no grammar here; quotes hide nothing, for what stands in
 * them is read like the rest.
 */
const TOKEN =
	/[\p{L}_$][\p{L}\p{N}_$]*|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+|=>|\.\.\.|[=!]==?|<=|>=|&&|\|\||\?\?|\?\.|\*\*|\+=|-=|\*=|\/=|%=|[^\s]/gu;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g;
const TYPE_NAME =
	/^(?:tf\.)?(?:Tensor\w*|Scalar|Variable|number|string|boolean|void|unknown|null|never|Array|Map|Set|readonly|[A-Z][a-z]\w*)$/;
const AFTER_TYPE = new Set([',', ')', '=', '{', ';', '|', '[', ']', '=>', undefined]);
const DROPPED = new Set([';', '"', "'", '`', 'export', 'async', 'await', 'function', '!', '\\']);

/** Names that mean the same thing in every program: the language's own and the libraries'. Everything else is a name of choice. */
const KEPT = new Set(
	(
		'tf Math Array Number String Map Set Object JSON Infinity NaN null undefined true false const if else for while return of in new ' +
		'throw Error switch case break continue gradus tidy'
	).split(' '),
);

export interface CodeTokens {
	/** Names as written, numbers as values. */
	readonly raw: readonly string[];
	/** The same places, with names of choice as `I` and numbers that mean nothing here as `N`. */
	readonly renamed: readonly string[];
}

/** How a lab's tokens are read: numbers and imported names that carry meaning there. */
export interface Dialect {
	readonly keepsNumber: (number: string) => boolean;
	/** `isCalled`: a bracket follows. */
	readonly keepsName: (name: string, isCalled: boolean) => boolean;
}

export function codeTokens(text: string, dialect: Dialect): CodeTokens {
	const raw = withoutTypes(split(text.replaceAll(COMMENT, ' '))).filter((token) => !DROPPED.has(token));
	const plain = withoutDefaults(raw);
	return { raw: plain, renamed: plain.map((token, i) => renamedToken(token, { before: plain[i - 1], after: plain[i + 1] }, dialect)) };
}

/** A new import is a name with meaning: `import { moe, route as r } from 'my/moe-router'` gives moe and route. */
export function importedNames(source: string): string[] {
	return [...source.matchAll(/import\s*(?:type\s*)?\{([^}]*)\}\s*from/g)].flatMap(([, list = '']) =>
		list.split(',').map((each) =>
			each
				.trim()
				.replace(/^type\s+/, '')
				.replace(/\s+as\s.*$/, ''),
		),
	);
}

export function numberText(token: string): string {
	return String(Number(token.replaceAll('_', '')));
}

function split(text: string): string[] {
	const joined: string[] = [];
	for (const token of text.match(TOKEN) ?? []) {
		const before = joined.at(-1) ?? '';
		// Signs that were torn apart by spaces or line ends.
		if ((token === '=' && /^(?:[-+*/%!<>]|[=!]=)$/.test(before)) || (token === '>' && before === '='))
			joined[joined.length - 1] = before + token;
		else joined.push(/^[.\d]/.test(token) && /\d/.test(token) ? numberText(token) : token);
	}
	return joined;
}

function renamedToken(
	token: string,
	{ before, after }: { before: string | undefined; after: string | undefined },
	{ keepsNumber, keepsName }: Dialect,
): string {
	if (/^\d/.test(token)) return keepsNumber(token) ? token : 'N';
	if (!/^[\p{L}_$]/u.test(token)) return token;
	if (before === '.' || KEPT.has(token) || keepsName(token, after === '(')) return token;
	return 'I';
}

/** `: tf.Tensor[]`, `<number>`, `as X` and `let` or `var` for `const`. A heuristic that both sides go through. */
function withoutTypes(tokens: readonly string[]): string[] {
	const kept: string[] = [];
	for (let at = 0; at < tokens.length; at++) {
		const token = tokens[at] ?? '';
		const next = tokens[at + 1] ?? '';
		if (token === 'let' || token === 'var') kept.push('const');
		else if (token === ':' && kept.at(-1) !== '?') {
			const end = endOfType(tokens, at + 1);
			if (end === at + 1 || !AFTER_TYPE.has(tokens[end])) kept.push(token);
			else at = end - 1;
		} else if (token === 'as' && /^[A-Z[]|^(tf|const|number|string)$/.test(next)) {
			at = Math.max(at + 1, endOfType(tokens, at + 1) - 1);
		} else if (token === '<' && /^(tf|number|string|boolean|readonly|[A-Z]\w*)$/.test(next)) {
			const end = endOfType(tokens, at + 1);
			if (tokens[end] === '>' || tokens[end] === ',') at = closeOfAngle(tokens, end);
			else kept.push(token);
		} else kept.push(token);
	}
	return kept;
}

/** Where the type that begins here ends; `from` itself when there is none. */
function endOfType(tokens: readonly string[], from: number): number {
	let at = from;
	for (;;) {
		while (tokens[at] === 'readonly') at++;
		if (tokens[at] === '(') at++;
		while (tokens[at] === 'readonly') at++;
		if (tokens[at] === 'tf' && tokens[at + 1] === '.') at += 2;
		const name = tokens[at] ?? '';
		if (isTupleType(tokens, at)) at = closeOf(tokens, at) + 1;
		else if (TYPE_NAME.test(name)) at++;
		else return at === from ? from : at;
		if (tokens[at] === '<') at = closeOfAngle(tokens, at) + 1;
		while (tokens[at] === '[' && tokens[at + 1] === ']') at += 2;
		if (tokens[at] === ')' && tokens[at + 1] === '[') at++;
		while (tokens[at] === '[' && tokens[at + 1] === ']') at += 2;
		if (tokens[at] !== '|') return at;
		at++;
	}
}

/** `[number, number]` or `{ train: number[]; … }`; an array or an object of values is neither. */
function isTupleType(tokens: readonly string[], open: number): boolean {
	if (tokens[open] !== '[' && tokens[open] !== '{') return false;
	const inner = tokens.slice(open + 1, closeOf(tokens, open));
	if (!inner.some((token) => /^(number|string|boolean|tf)$/.test(token))) return false;
	return inner.every((token) => /^[\p{L}_$:;,.|<>[\]]+$/u.test(token));
}

function closeOf(tokens: readonly string[], open: number): number {
	let depth = 0;
	for (let at = open; at < Math.min(tokens.length, open + 60); at++) {
		if (/^[[{(]$/.test(tokens[at] ?? '')) depth++;
		if (/^[\]})]$/.test(tokens[at] ?? '') && --depth === 0) return at;
	}
	return open;
}

function closeOfAngle(tokens: readonly string[], from: number): number {
	for (let at = from; at < Math.min(tokens.length, from + 12); at++) if (tokens[at] === '>') return at;
	return from;
}

/** `?? 0`, `?.` and a reader's `.at(i)` say nothing about the problem: worked solutions drop them, strict ones have them. */
function withoutDefaults(tokens: readonly string[]): string[] {
	const kept: string[] = [];
	for (let at = 0; at < tokens.length; at++) {
		const token = tokens[at] ?? '';
		if (token === '??') {
			if (tokens[at + 1] === '-' || tokens[at + 1] === '[') at++;
			at++;
		} else if (token === '?.') {
			if (!/^[[(]$/.test(tokens[at + 1] ?? '')) kept.push('.');
		} else kept.push(token);
	}
	return kept;
}
