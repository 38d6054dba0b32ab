/**
 * The one list of syntax that labs refuse: what the compiler would let through changed or unchecked, or what no lab runs.
 * Page and sandbox ask this before they compile, so a file is refused in both with the same sentence or in neither.
 */
import { isMark, isMember, isWord, type Token, tokenize } from './tokens.ts';

export interface RefusedSyntax {
	/** 1-based. */
	readonly line: number;
	readonly column: number;
	/** What it is and what to write instead, for the learner. */
	readonly message: string;
}

interface Rule {
	/** What it is, for example "a decorator". */
	readonly what: string;
	/** What to write instead; a full sentence. */
	readonly instead: string;
	/** Looks at the token at `i`. */
	readonly matches: (tokens: readonly Token[], i: number) => boolean;
}

const RULES: readonly Rule[] = [
	{
		what: 'a decorator',
		instead: 'Call the function yourself.',
		matches: (tokens, i) => isMark(tokens[i], '@'),
	},
	{
		what: 'a namespace or module block',
		instead: 'The file is a module already: write its functions at the top level.',
		matches: (tokens, i) => startsNamespace(tokens, i),
	},
	{
		what: 'a global declaration',
		instead: 'A lab has no global names to declare.',
		matches: (tokens, i) => isWord(tokens[i], 'global') && isWord(tokens[i - 1], 'declare') && isMark(tokens[i + 1], '{'),
	},
	{
		what: '"import … ="',
		instead: "Write import … from '…'.",
		matches: (tokens, i) => isWord(tokens[i], 'import') && !isProperty(tokens, i) && importEquals(tokens, i),
	},
	{
		what: '"export ="',
		instead: 'Write export in front of each function.',
		matches: (tokens, i) => isWord(tokens[i], 'export') && !isProperty(tokens, i) && isMark(tokens[i + 1], '='),
	},
	{
		what: '"export as namespace"',
		instead: 'Write export in front of each function.',
		matches: (tokens, i) => isWord(tokens[i], 'export') && isWord(tokens[i + 1], 'as') && isWord(tokens[i + 2], 'namespace'),
	},
	{
		what: 'a dynamic import',
		instead: 'Import at the top of the file; a lab loads nothing while it runs.',
		matches: (tokens, i) => isWord(tokens[i], 'import') && !isMember(tokens, i) && isMark(tokens[i + 1], '('),
	},
	{
		what: '"import.meta"',
		instead: 'A lab has no address to ask for; leave it out.',
		matches: (tokens, i) => isWord(tokens[i], 'import') && !isMember(tokens, i) && isMark(tokens[i + 1], '.'),
	},
	{
		what: 'a deferred import',
		instead: "Write import … from '…'.",
		matches: (tokens, i) =>
			isWord(tokens[i], 'import') && (isWord(tokens[i + 1], 'defer') || isWord(tokens[i + 1], 'source')) && !isNameOfImport(tokens[i + 2]),
	},
	{
		what: 'a number with a leading zero',
		instead: 'Leave the zero out; for octal write 0o777.',
		matches: (tokens, i) => tokens[i]?.type === 'number' && /^0\d/.test(tokens[i]?.value ?? ''),
	},
	{
		what: 'an HTML comment',
		instead: 'Write // instead.',
		matches: (tokens, i) =>
			isMark(tokens[i], '<') &&
			isMark(tokens[i + 1], '!') &&
			isMark(tokens[i + 2], '--') &&
			(tokens[i + 2]?.offset ?? 0) === (tokens[i]?.offset ?? 0) + 2,
	},
	{
		what: '"require"',
		instead: "Write import … from '…' at the top of the file.",
		matches: (tokens, i) =>
			isWord(tokens[i], 'require') && !isMember(tokens, i) && isMark(tokens[i + 1], '(') && !isMark(tokens[i - 1], '{'),
	},
	{
		what: 'a "using" declaration',
		instead: 'Use const, and dispose inside tf.tidy.',
		matches: (tokens, i) => startsUsing(tokens, i),
	},
	{
		what: 'an "accessor" field',
		instead: 'Write the field without it.',
		matches: (tokens, i) =>
			isWord(tokens[i], 'accessor') && isWord(tokens[i + 1]) && tokens[i + 1]?.startsLine === false && !isMember(tokens, i),
	},
];

/** The first refused construct in the file, or null. */
export function findRefusedSyntax(source: string): RefusedSyntax | null {
	const tokens = tokenize(source);
	const awaitAt = topLevelAwait(tokens);
	for (let i = 0; i < tokens.length; i += 1) {
		const rule = i === awaitAt ? TOP_LEVEL_AWAIT : RULES.find((candidate) => candidate.matches(tokens, i));
		if (rule !== undefined) return { ...placeOf(source, tokens[i]?.offset ?? 0), message: `Labs do not run ${rule.what}. ${rule.instead}` };
	}
	return null;
}

const TOP_LEVEL_AWAIT = { what: 'await outside a function', instead: 'Await inside an async function; a lab file only declares things.' };

/** `x.import` or `{ import: … }` */
function isProperty(tokens: readonly Token[], i: number): boolean {
	return isMember(tokens, i) || isMark(tokens[i + 1], ':');
}

function startsNamespace(tokens: readonly Token[], i: number): boolean {
	const token = tokens[i];
	if (!isWord(token, 'namespace') && !isWord(token, 'module')) return false;
	const next = tokens[i + 1];
	const isName = (next?.type === 'word' || next?.type === 'text') && !next.startsLine;
	const before = tokens[i - 1];
	const isStatement =
		token?.startsLine === true || isMark(before, ';') || isMark(before, '}') || isWord(before, 'export') || isWord(before, 'declare');
	return isName && isStatement && (isMark(tokens[i + 2], '{') || isMark(tokens[i + 2], '.'));
}

/** `import x = …`, `import type x = …`, also after `export`. */
function importEquals(tokens: readonly Token[], i: number): boolean {
	const name = isWord(tokens[i + 1], 'type') && isWord(tokens[i + 2]) && !isWord(tokens[i + 2], 'from') ? i + 2 : i + 1;
	return isWord(tokens[name]) && isMark(tokens[name + 1], '=');
}

/** After `import defer`: "from" or a comma means that defer is a name like any other. */
function isNameOfImport(token: Token | undefined): boolean {
	return isWord(token, 'from') || isMark(token, ',');
}

function startsUsing(tokens: readonly Token[], i: number): boolean {
	const next = tokens[i + 1];
	if (!isWord(tokens[i], 'using') || isMember(tokens, i) || !isWord(next) || next?.startsLine === true) return false;
	return isMark(tokens[i + 2], '=') || isWord(tokens[i + 2], 'of') || isMark(tokens[i + 2], ':');
}

/**
 * Index of an await that surely stands in no function; -1 for none. A bracket counts as "in a function" when in doubt,
 * since the compiler still refuses what this lets through, while a false alarm could not be mended by the learner.
 */
function topLevelAwait(tokens: readonly Token[]): number {
	const levels = [{ mayBeFunction: false, control: false }];
	let lastClosedControl = false;
	for (let i = 0; i < tokens.length; i += 1) {
		const token = tokens[i];
		const level = levels.at(-1);
		if (token === undefined || level === undefined) break;
		if (isMark(token, '=>') || isWord(token, 'function')) level.mayBeFunction = true;
		if (isMark(token, ';') && levels.length === 1) level.mayBeFunction = false;
		if (isWord(token, 'await') && !isProperty(tokens, i) && !levels.some((each) => each.mayBeFunction)) return i;
		if (token.type !== 'mark') continue;
		if (token.value === '(') levels.push({ mayBeFunction: false, control: isControl(tokens[i - 1]) || isWord(tokens[i - 1], 'await') });
		if (token.value === '[') levels.push({ mayBeFunction: false, control: false });
		if (token.value === '{') levels.push({ mayBeFunction: !isPlainBlock(tokens[i - 1], lastClosedControl), control: false });
		if (')]}'.includes(token.value) && levels.length > 1) lastClosedControl = levels.pop()?.control ?? false;
		// A function's body ends the declaration that it belongs to.
		if (token.value === '}' && levels.length === 1 && levels[0] !== undefined && tokens[i + 1]?.startsLine !== false)
			levels[0].mayBeFunction = false;
	}
	return -1;
}

function isControl(token: Token | undefined): boolean {
	return token?.type === 'word' && ['if', 'for', 'while', 'switch', 'catch'].includes(token.value);
}

/** `if (…) {`, `else {`, `try {`, or a block that stands alone: surely no function. */
function isPlainBlock(before: Token | undefined, afterControl: boolean): boolean {
	if (before === undefined || isMark(before, ';')) return true;
	if (isMark(before, ')')) return afterControl;
	return ['else', 'try', 'finally', 'do'].includes(before.value) && before.type === 'word';
}

function placeOf(source: string, offset: number): { line: number; column: number } {
	const before = source.slice(0, offset);
	return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
