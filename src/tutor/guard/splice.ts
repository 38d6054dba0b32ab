/**
 * Programs that a learner would have after following a reply: its functions in place of theirs, its lines in place of the most similar
 * ones. Guesses, and few of them: each is run once.
 */
import { tokens } from '#learning/token-edits.ts';

const MOST = 6;
const LEAST_SIMILAR = 0.34;

interface Declared {
	readonly name: string;
	readonly text: string;
	readonly params: number;
}

export function spliced(program: string, code: string, exports: readonly string[]): string[] {
	const functions = functionsIn(code);
	const named = functions.filter(({ name }) => exports.includes(name));
	const loose = functions.reduceRight((text, { text: own }) => text.replace(own, ''), code);
	const candidates = [
		...(named.length > 0 ? [named.reduce((whole, each) => withFunction(whole, each), program)] : []),
		...(functions.length > 0 && named.length < functions.length ? renamedFunctions(program, functions, exports) : []),
		...(loose.trim() === '' ? [] : [withLines(program, loose), ...withBodies(program, loose, exports)]),
	];
	// What differs in white space and comments alone is the learner's own program.
	const own = tokens(program).join(' ');
	return [...new Set(candidates)].filter((candidate) => tokens(candidate).join(' ') !== own).slice(0, MOST);
}

/** Function declarations and constants that hold an arrow function. */
export function functionsIn(code: string): Declared[] {
	const found: Declared[] = [];
	for (const match of code.matchAll(
		/(?:export\s+)?(?:async\s+)?(?:function\s+([\w$]+)\s*(?:<[^>]*>)?\s*\(|(?:const|let|var)\s+([\w$]+)\s*(?::[^=]*)?=\s*(?:\([^()]*\)[^={]*|[\w$]+\s*)=>)/g,
	)) {
		const start = match.index;
		if (found.some(({ text }) => code.indexOf(text) <= start && start < code.indexOf(text) + text.length)) continue;
		const text = code.slice(start, endOfFunction(code, start + match[0].length, match[1] !== undefined));
		const list = /\(([\s\S]*?)\)\s*(?::|\{|=>)/.exec(text)?.[1] ?? '';
		found.push({ name: match[1] ?? match[2] ?? '', text, params: list.trim() === '' ? 0 : topLevelParts(list) });
	}
	return found;
}

function topLevelParts(list: string): number {
	let depth = 0;
	let parts = 1;
	for (const sign of list.replace(/,\s*$/, '')) {
		if ('([{<'.includes(sign)) depth++;
		if (')]}>'.includes(sign)) depth--;
		if (sign === ',' && depth === 0) parts++;
	}
	return parts;
}

function endOfFunction(code: string, from: number, isDeclaration: boolean): number {
	const brace = isDeclaration ? bodyOf(code, from) : /^\s*\{/.test(code.slice(from)) ? code.indexOf('{', from) : -1;
	if (brace < 0) {
		const end = /;|\n\s*\n|\n(?=\S)|$/.exec(code.slice(from));
		return from + (end?.index ?? 0) + (end?.[0] === ';' ? 1 : 0);
	}
	return closingBrace(code, brace) + 1;
}

/** The brace that opens the body: the first one outside the parameters and their types, and the type of what comes back. */
function bodyOf(code: string, from: number): number {
	let depth = 1;
	let at = from;
	for (; at < code.length && depth > 0; at++) {
		if ('([{'.includes(code[at] ?? '')) depth++;
		if (')]}'.includes(code[at] ?? '')) depth--;
	}
	const first = code.indexOf('{', at);
	const type = /^\s*:\s*\{/.test(code.slice(at));
	return type ? code.indexOf('{', closingBrace(code, first) + 1) : first;
}

function closingBrace(code: string, open: number): number {
	let depth = 0;
	for (let at = open; at < code.length; at++) {
		if (code[at] === '{') depth++;
		if (code[at] === '}' && --depth === 0) return at;
	}
	return code.length - 1;
}

function withFunction(program: string, { name, text }: Pick<Declared, 'name' | 'text'>): string {
	const exported = /^export\b/.test(text) ? text : `export ${text}`;
	const own = functionsIn(program).find((each) => each.name === name);
	return own === undefined ? `${program}\n${exported}\n` : program.replace(own.text, () => exported);
}

/** The same functions under the lab's names: in order, where the parameters agree in number. */
function renamedFunctions(program: string, functions: readonly Declared[], exports: readonly string[]): string[] {
	const own = new Map(functionsIn(program).map((each) => [each.name, each.params]));
	const free = exports.filter((name) => !functions.some((each) => each.name === name));
	let whole = program;
	const singles: string[] = [];
	const left = [...free];
	for (const each of functions.filter(({ name }) => !exports.includes(name))) {
		const name = left.find((candidate) => own.get(candidate) === each.params);
		if (name === undefined) continue;
		left.splice(left.indexOf(name), 1);
		const text = each.text.replaceAll(new RegExp(`(?<![\\w$.])${each.name.replaceAll('$', '\\$')}(?![\\w$])`, 'g'), name);
		whole = withFunction(whole, { name, text });
		singles.push(withFunction(program, { name, text }));
	}
	return [whole, ...singles];
}

/** Each line of the reply where the learner has the most similar one; a line that resembles none follows the one before. */
function withLines(program: string, code: string): string {
	const lines = program.split('\n');
	const body = lines.map((line) => new Set(tokens(line)));
	const fresh = code
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line.length > 3 && !/^[\])};]+$/.test(line));
	let last = -1;
	for (const line of fresh) {
		const at = mostSimilar(line, lines, body);
		if (at >= 0) {
			lines[at] = isStatement(line) ? line : (lines[at] ?? '').replace(/=\s*[^=].*$/, () => `= ${line.replace(/;$/, '')};`);
			body[at] = new Set();
			last = at;
		} else if (last >= 0 && isStatement(line)) lines[last] = `${lines[last]}\n${line}`;
	}
	return last < 0 ? program : lines.join('\n');
}

function isStatement(line: string): boolean {
	return /^(?:const|let|var|return|if|for|while|[\w$.[\]]+\s*[-+*/]?=[^=])/.test(line);
}

function mostSimilar(line: string, lines: readonly string[], body: readonly ReadonlySet<string>[]): number {
	const own = new Set(tokens(line));
	const assigned = /^(?:const|let|var)\s+([\w$]+)/.exec(line)?.[1];
	const exact =
		assigned === undefined
			? -1
			: lines.findIndex(
					(each, i) => (body[i]?.size ?? 0) > 0 && new RegExp(`\\b(?:const|let|var)\\s+${assigned.replaceAll('$', '\\$')}\\b`).test(each),
				);
	if (exact >= 0) return exact;
	let best = -1;
	let most = LEAST_SIMILAR;
	for (const [i, theirs] of body.entries()) {
		if (theirs.size < 3 || /^\s*(?:export|import|function|\/|\*)/.test(lines[i] ?? '')) continue;
		const shared = [...own].filter((token) => theirs.has(token)).length;
		const similar = shared / (own.size + theirs.size - shared);
		if (similar > most) [best, most] = [i, similar];
	}
	return best;
}

/** As the whole body of a function, for code that returns something. */
function withBodies(program: string, code: string, exports: readonly string[]): string[] {
	if (!/\breturn\b/.test(code)) return [];
	return functionsIn(program)
		.filter(({ name }) => exports.includes(name))
		.map(({ text }) => {
			const open = bodyOf(text, text.indexOf('(') + 1);
			const inner = code.trim();
			return program.replace(text, () => `${text.slice(0, open)}{\n${inner}\n}`);
		});
}
