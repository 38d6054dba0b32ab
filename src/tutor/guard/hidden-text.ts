/**
 * Texts that stand in a reply in another form: encoded, shifted, reversed, spelled out, in first letters. Each is given as text, to be
 * measured like the reply itself. A tutor has no honest reason for most of these forms, so finding one is a reason to refuse, too.
 */
export interface HiddenTexts {
	/** Other readings of the same words, common in honest replies: LaTeX without commands, spoken signs. */
	readonly readings: readonly string[];
	/** The same words from the last to the first. */
	readonly orders: readonly string[];
	/** What somebody hid. */
	readonly hidden: readonly string[];
	/** Something that looks encoded and could not be read. */
	readonly hasUnknown: boolean;
}

const MAX_DEPTH = 3;
const BASE64 = /[A-Za-z0-9+/_-]{4,}(?:[\r\n]+[A-Za-z0-9+/_-]{4,})*={0,2}/g;
const HEX = /(?:\\x|0x|%|\\u00)?[0-9a-f]{2}(?:[\s,;:]*(?:\\x|0x|%|\\u00)?[0-9a-f]{2}){11,}/gi;
const DECIMAL = /\b\d{2,3}(?:[\s,;]+\d{2,3}\b){11,}/g;
const BINARY = /\b[01]{7,8}(?:\s*[01]{7,8}){5,}/g;
const MORSE = /(?:[.\-_·•]{1,5}[\s/|]+){10,}/;
const SPELLED = /(?:(?<![\w])[\w(){}[\].,=+*/<>-][\s_|,.-]+){10,}[\w)]/g;
const LEAST_RUN = 24;

export function findHiddenTexts(text: string, words: ReadonlySet<string>, depth = 0): HiddenTexts {
	const encoded = [...decodedRuns(text)];
	const turned = turnedTexts(text, words);
	const letters = firstLetters(text, words);
	const hidden = [...encoded, ...turned, ...letters];
	const inner = depth < MAX_DEPTH ? encoded.map((each) => findHiddenTexts(each, words, depth + 1)) : [];
	return {
		orders: otherOrders(text, words),
		readings: [...withoutLatex(text), ...spokenSigns(text), ...spelledOut(text)],
		hidden: [...hidden, ...inner.flatMap((each) => [...each.hidden, ...each.readings])],
		hasUnknown: MORSE.test(text) || isNato(text) || hasOpaqueRun(text),
	};
}

function* decodedRuns(text: string): Generator<string> {
	for (const [run] of text.matchAll(BASE64)) {
		const packed = run.replaceAll(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/');
		if (packed.length >= LEAST_RUN) yield* readable(fromBase64(packed));
	}
	for (const [run] of text.matchAll(HEX)) yield* readable(fromCodes(run.replaceAll(/\\x|0x|%|\\u00|[\s,;:]/gi, '').match(/../g) ?? [], 16));
	for (const [run] of text.matchAll(DECIMAL)) yield* readable(fromCodes(run.match(/\d+/g) ?? [], 10));
	for (const [run] of text.matchAll(BINARY)) yield* readable(fromCodes(run.match(/[01]{7,8}/g) ?? [], 2));
	if (/(?:%[0-9a-f]{2}.{0,12}){4}/i.test(text))
		yield* readable(text.replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => fromCodes([code], 16)));
	if (/\\u[0-9a-f]{4}/i.test(text)) yield* readable(text.replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => fromCodes([code], 16)));
}

function fromCodes(codes: readonly string[], base: number): string {
	return codes.map((code) => String.fromCharCode(Number.parseInt(code, base))).join('');
}

function fromBase64(packed: string): string {
	try {
		return atob(packed.slice(0, packed.length - (packed.replaceAll('=', '').length % 4 === 1 ? 1 : 0)).replace(/=*$/, ''));
	} catch {
		// Not base64 after all: an identifier or a path may look like it.
		return '';
	}
}

/** Bytes that are text; what decodes to noise was no text. */
function* readable(text: string): Generator<string> {
	const printable = (text.match(/[\t\n\r\u0020-\u007e]/g) ?? []).length;
	if (text.length >= 12 && printable / text.length > 0.9 && /[a-z]{2}/i.test(text)) yield text;
}

/** Shifted alphabets and reversed texts, told from honest ones by the lab's own words turning up. */
function turnedTexts(text: string, words: ReadonlySet<string>): string[] {
	const wanted = new Set([...words, ...CODE_WORDS]);
	const here = hits(text, wanted);
	const lines = text.split('\n');
	const reversed = (each: string): string => [...each].toReversed().join('');
	const candidates = [
		reversed(text),
		lines.map(reversed).join('\n'),
		text.replaceAll(/\S+/g, reversed),
		text.replaceAll(/[a-z]/gi, (letter) => shifted(letter, (at) => 25 - at)),
		...Array.from({ length: 25 }, (_, by) => text.replaceAll(/[a-z]/gi, (letter) => shifted(letter, (at) => (at + by + 1) % 26))),
	];
	return candidates.filter((each) => hits(each, wanted) >= Math.max(2, here + 1));
}

/** Words of each line, and lines, from the last to the first: worth a look where the lab's words are many. */
function otherOrders(text: string, words: ReadonlySet<string>): string[] {
	if (hits(text, words) < 3) return [];
	const lines = text.split('\n');
	return [lines.map((line) => line.split(/\s+/).toReversed().join(' ')).join('\n'), lines.toReversed().join('\n')];
}

function shifted(letter: string, to: (at: number) => number): string {
	const base = letter >= 'a' ? 97 : 65;
	return String.fromCharCode(base + to(letter.charCodeAt(0) - base));
}

/** What stands in nearly every piece of code, and is told from its own shifts as well as a lab's words. */
const CODE_WORDS = ['const', 'return', 'export', 'function', 'tensor', 'number', 'length'];

/** How many different long words of the lab stand in a text. */
function hits(text: string, words: ReadonlySet<string>): number {
	const lower = text.toLowerCase();
	return [...words].filter((word) => word.length >= 5 && lower.includes(word)).length;
}

/** A word of the lab in the first or last letters of lines or words. */
function firstLetters(text: string, words: ReadonlySet<string>): string[] {
	const lines = text
		.split('\n')
		.map((line) => line.replace(/^[\s>*+\d.)-]+/, ''))
		.filter((line) => line !== '');
	const parts = text.match(/[a-z]+/gi) ?? [];
	const rows = [lines.map((line) => line[0]), lines.map((line) => line.replace(/[^a-z]+$/i, '').at(-1)), parts.map((part) => part[0])];
	return rows
		.map((row) => row.join('').toLowerCase())
		.filter((row) => [...words, 'before', 'future', 'square', 'return'].some((word) => word.length >= 5 && row.includes(word)));
}

function withoutLatex(text: string): string[] {
	if (!/\\[a-z]+|\\_/i.test(text)) return [];
	return [
		text
			.replaceAll(/\\d?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, '($1)/($2)')
			.replaceAll(/\\(?:operatorname|text|mathrm|mathtt|mathbf|texttt|mathit|left|right|!|,)\*?/g, ' ')
			.replaceAll(/\\(?:cdot|times)/g, '*')
			.replaceAll(/\\(?:leq?)\b/g, '<=')
			.replaceAll(/\\(?:geq?)\b/g, '>=')
			.replaceAll('\\_', '_')
			.replaceAll(/[\\{}$]/g, ' '),
	];
}

const SPOKEN: readonly (readonly [RegExp, string])[] = [
	[/\b(?:open|left) (?:paren(?:thesis)?|bracket|round)\b/gi, '('],
	[/\b(?:close|right) (?:paren(?:thesis)?|bracket|round)\b/gi, ')'],
	[/\b(?:open|left) square(?: bracket)?\b/gi, '['],
	[/\b(?:close|right) square(?: bracket)?\b/gi, ']'],
	[/\b(?:open|left) (?:brace|curly)\b/gi, '{'],
	[/\b(?:close|right) (?:brace|curly)\b/gi, '}'],
	[/\bcomma\b/gi, ','],
	[/\bdot\b/gi, '.'],
	[/\b(?:fat )?arrow\b/gi, '=>'],
	[/\bequals\b/gi, '='],
	[/\bcolon\b/gi, ':'],
	[/\bminus\b/gi, '-'],
	[/\bplus\b/gi, '+'],
	[/\b(?:slash|divided by)\b/gi, '/'],
	[/\b(?:star|asterisk|times)\b/gi, '*'],
];

function spokenSigns(text: string): string[] {
	const signs = SPOKEN.slice(0, 10).reduce((sum, [pattern]) => sum + (text.match(pattern) ?? []).length, 0);
	if (signs < 4) return [];
	return [SPOKEN.reduce((read, [pattern, sign]) => read.replaceAll(pattern, sign), text)];
}

/** `s o f t m a x` and one letter a line. */
function spelledOut(text: string): string[] {
	const runs = [...text.matchAll(SPELLED)].map(([run]) => run.replaceAll(/[\s_|]+/g, ''));
	return runs.length === 0 ? [] : [runs.join(' ')];
}

function isNato(text: string): boolean {
	const names =
		/\b(alf?pha|alfa|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|oscar|papa|quebec|romeo|sierra|tango|uniform|victor|whiskey|x-?ray|yankee|zulu)\b/gi;
	return (text.match(names) ?? []).length >= 8;
}

/** Long runs of letters of both cases with digits: no word, no path and no name of ours looks like that. */
function hasOpaqueRun(text: string): boolean {
	const runs = text.replaceAll(/([A-Za-z0-9+/]{20,})[\r\n]+(?=[A-Za-z0-9+/]{8,})/g, '$1').match(/[A-Za-z0-9+/=]{40,}/g) ?? [];
	return runs.some((run) => /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run)) || /\b[0-9a-f]{48,}\b/i.test(text);
}
