/**
 * What a browser must never get, as fingerprints: every distinctive line of solutions, hidden checks, references, variants,
 * mistakes, spoilers and hints. A fingerprint is the line's letters and digits alone, so that formatting, markup, escapes and a
 * transpiler hide nothing. A line that public source has too is not distinctive.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { transformSync } from 'esbuild';

export interface Secret {
	readonly print: string;
	/** Where it stands, for the message of the test: "src/labs/x/solution.ts: const …". */
	readonly from: string;
}

const MIN_LINE = 25;
/** Letters and digits that a line must have to be recognised by; also the length of the key of the index. */
const KEY = 18;
const SECRET_FILE = /(\/solution\.ts|\.hidden\.(?:ts|yaml)|\/mistakes\/[^/]+\.ts)$/;
const PUBLIC_FOLDERS = [
	'src/labs',
	'src/content',
	'src/data',
	'src/engine',
	'src/grading/core',
	'src/contract',
	'src/islands',
	'src/components',
	'src/worker',
];

const toPrint = (text: string) => text.replace(/[^\p{L}\p{N}]+/gu, '');

/** `openHints` names the sections that may be seen: lab id to the highest rung taken. */
export function listSecrets(openHints: Readonly<Record<string, number>> = {}): Secret[] {
	const files = PUBLIC_FOLDERS.flatMap(listFiles);
	const code = files.filter((path) => SECRET_FILE.test(path)).flatMap((path) => linesOf(path).map((line) => ({ path, line })));
	const hints = files
		.filter((path) => basename(path) === 'hints.md')
		.flatMap((path) => hintLines(path, openHints[path.split('/').at(-2) ?? ''] ?? 0).map((line) => ({ path, line })));
	const secrets = new Map<string, Secret>();
	for (const { path, line } of [...code, ...hints]) {
		const print = toPrint(line);
		if (line.trim().length < MIN_LINE || print.length < KEY || secrets.has(print)) continue;
		secrets.set(print, { print, from: `${path}: ${line.trim()}` });
	}
	for (const secret of publishedIn(files, [...secrets.values()])) secrets.delete(secret.print);
	return [...secrets.values()];
}

/** Those that public source says too. */
function publishedIn(files: readonly string[], secrets: readonly Secret[]): Secret[] {
	const scan = makeScanner(secrets);
	const published = files.filter((path) => !SECRET_FILE.test(path) && basename(path) !== 'hints.md');
	return published.flatMap((path) => scan(readFileSync(path, 'utf8')));
}

const PLACES = 2 ** 20;

/** A number from some letters of a key. */
function placeOf(text: string, at: number): number {
	let sum = 0;
	for (let n = 0; n < KEY; n += 3) sum = Math.imul(sum, 31) + text.charCodeAt(at + n);
	return sum & (PLACES - 1);
}

/** Secrets that stand in a body, as served or once its escapes and tags are taken away. */
export function makeScanner(secrets: readonly Secret[]): (body: string) => Secret[] {
	const index = Map.groupBy(secrets, ({ print }) => print.slice(0, KEY));
	// Of a hundred places ninety-nine begin no secret: a number says so before a string is cut out and looked up.
	const begins = new Uint8Array(PLACES);
	for (const key of index.keys()) begins[placeOf(key, 0)] = 1;
	return (body) => {
		const found = new Set<Secret>();
		for (const view of [toPrint(body), toPrint(unescapeAll(body).replace(/<\/?[a-z][^<>]*>/gi, ''))]) {
			for (let at = 0; at + KEY <= view.length; at++) {
				if (begins[placeOf(view, at)] === 0) continue;
				const candidates = index.get(view.slice(at, at + KEY));
				for (const secret of candidates ?? []) if (view.startsWith(secret.print, at)) found.add(secret);
			}
		}
		return [...found];
	};
}

function listFiles(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => /\.(ts|tsx|astro|mdx|md|yaml)$/.test(name))
		.map((name) => join(folder, name).replaceAll('\\', '/'));
}

/** The lines as written, and as a bundler leaves them without their types. */
function linesOf(path: string): string[] {
	const source = readFileSync(path, 'utf8');
	const built = path.endsWith('.ts') ? transformSync(source, { loader: 'ts', format: 'esm', target: 'es2022' }).code : '';
	return [...source.split('\n'), ...built.split('\n')];
}

/** Sections above the open one. Inline markup stays: a print drops it. */
function hintLines(path: string, open: number): string[] {
	const [, ...sections] = readFileSync(path, 'utf8').split(/^## +/m);
	return sections.slice(open).flatMap((section) => section.split('\n').slice(1));
}

/** JSON's and HTML's ways to write a character, twice, for JSON within JSON. */
function unescapeAll(text: string): string {
	const once = (value: string) =>
		value
			.replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
			.replace(/\\+[nrtbf]/g, ' ')
			.replace(/&#(?:x([0-9a-f]+)|(\d+));/gi, (_, hex?: string, decimal?: string) =>
				String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)),
			)
			.replaceAll('&lt;', '<')
			.replaceAll('&gt;', '>')
			.replaceAll('&quot;', '"')
			.replaceAll('&amp;', '&');
	return once(once(text));
}
