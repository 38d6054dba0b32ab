/**
 * Splits TypeScript into tokens well enough to see words and brackets outside comments, texts, templates and regular expressions.
 * Not a parser: an unfinished text or comment ends the list, and the compiler says what is wrong there.
 */

export interface Token {
	readonly type: 'word' | 'number' | 'text' | 'regex' | 'mark';
	/** The word, mark or number; of a text or regex only its first character. */
	readonly value: string;
	readonly offset: number;
	/** True when a line break stands between this token and the one before. */
	readonly startsLine: boolean;
}

const WORD = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /\.?\d(?:[\w.]|(?<=[eE])[+-])*/y;
const SPACE = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|^#![^\n]*)+/y;
const MARK = /=>|\.\.\.|[!=]==?|\?\.|\+\+|--|[\s\S]/y;
const TEXT = /(?:'(?:[^'\\\n]|\\[\s\S])*'?)|(?:"(?:[^"\\\n]|\\[\s\S])*"?)/y;
/** Bounded, so that a file of open brackets is still read in linear time. */
const REGEX = /\/(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,200}\]){1,500}\/\w{0,10}/y;
const TEMPLATE_PART = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{|$)/y;

/** Words after which a slash begins a regular expression, though a word usually ends a value. */
const BEFORE_REGEX = new Set('return typeof instanceof in of new delete void throw case do else await yield'.split(' '));
const BEFORE_PAREN = new Set(['if', 'while', 'for', 'with']);

interface Open {
	readonly mark: '(' | '[' | '{' | '${';
	/** A slash after the matching close begins a regular expression. */
	readonly regexAfter: boolean;
}

export function tokenize(source: string): Token[] {
	const tokens: Token[] = [];
	const open: Open[] = [];
	let at = 0;
	let endsValue = false;
	let startsLine = true;

	const take = (pattern: RegExp): string | null => {
		pattern.lastIndex = at;
		const match = pattern.exec(source);
		return match === null ? null : match[0];
	};
	const push = (type: Token['type'], value: string, length: number): void => {
		tokens.push({ type, value, offset: at, startsLine });
		at += length;
		startsLine = false;
	};
	const template = (): void => {
		const part = take(TEMPLATE_PART) ?? '';
		at += part.length;
		endsValue = !part.endsWith('${');
		if (!endsValue) open.push({ mark: '${', regexAfter: false });
	};
	const mark = (): void => {
		const value = take(MARK) ?? '';
		const before = tokens.at(-1);
		push('mark', value, value.length);
		if (value === '`') {
			template();
			return;
		}
		if (value === '(') open.push({ mark: value, regexAfter: before?.type === 'word' && BEFORE_PAREN.has(before.value) });
		if (value === '[' || value === '${') open.push({ mark: value, regexAfter: false });
		if (value === '{') open.push({ mark: value, regexAfter: !isValuePosition(before) });
		if (value !== ')' && value !== ']' && value !== '}') {
			endsValue = (value === '!' || value === '++' || value === '--') && endsValue;
			return;
		}
		const closed = open.pop();
		if (closed?.mark === '${') template();
		else endsValue = !(closed?.regexAfter ?? false);
	};

	while (at < source.length) {
		const space = take(SPACE);
		if (space !== null) {
			startsLine ||= space.includes('\n');
			at += space.length;
			continue;
		}
		const word = take(WORD);
		if (word !== null) {
			const isProperty = tokens.at(-1)?.value === '.' || tokens.at(-1)?.value === '?.';
			push('word', word, word.length);
			endsValue = isProperty || !BEFORE_REGEX.has(word);
			continue;
		}
		const literal = takeLiteral(take, source[at] ?? '', endsValue);
		if (literal === null) {
			mark();
			continue;
		}
		push(literal.type, literal.type === 'number' ? source.slice(at, at + literal.length) : (source[at] ?? ''), literal.length);
		endsValue = true;
	}
	return tokens;
}

function takeLiteral(
	take: (pattern: RegExp) => string | null,
	first: string,
	endsValue: boolean,
): { type: 'number' | 'text' | 'regex'; length: number } | null {
	const number = take(NUMBER);
	if (number !== null) return { type: 'number', length: number.length };
	if (first === "'" || first === '"') return { type: 'text', length: (take(TEXT) ?? first).length };
	const regex = first === '/' && !endsValue ? take(REGEX) : null;
	return regex === null ? null : { type: 'regex', length: regex.length };
}

/** A brace after one of these is an object or a type; elsewhere it is a block or a body. */
function isValuePosition(before: Token | undefined): boolean {
	if (before === undefined) return false;
	if (before.type === 'mark') return /^(?:[=([,?:&|+\-*/%<>!]|[!=]==?|\.\.\.)$/.test(before.value);
	return before.type === 'word' && BEFORE_REGEX.has(before.value) && before.value !== 'do' && before.value !== 'else';
}

/** A word; `value`: this one. False for what is not there. */
export function isWord(token: Token | undefined, value?: string): boolean {
	return token?.type === 'word' && (value === undefined || token.value === value);
}

export function isMark(token: Token | undefined, value: string): boolean {
	return token?.type === 'mark' && token.value === value;
}

/** What stands at `at` belongs to what stands before it: `x.import`, `x?.import`. */
export function isMember(tokens: readonly Token[], at: number): boolean {
	return isMark(tokens[at - 1], '.') || isMark(tokens[at - 1], '?.');
}
