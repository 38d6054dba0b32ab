/**
 * What to offer at the cursor: a snippet whose line begins as the learner's does, by three tokens or more, or one that the
 * comment above names. Nothing is offered in the middle of a line, and nothing that is already there.
 */
import type { Snippet } from '#contract/automation.ts';
import { TOKEN } from './token-edits.ts';

export interface Place {
	/** The line up to the cursor, and behind it. */
	readonly before: string;
	readonly after: string;
	/** The line above. */
	readonly above: string;
}

export interface Offer {
	readonly snippet: Snippet;
	/** To insert at the cursor, in place of `replaces` characters behind it. Tabs for levels. */
	readonly text: string;
	readonly replaces: number;
}

const LEAST_TOKENS = 3;
const LEAST_NAME = 3;
const MOST_OFFERS = 5;
/** What an editor closes by itself. */
const CLOSERS = /^[)\]};,\s]*$/;

/** Nothing is offered in the middle of a line. */
export function isAtEnd({ after }: Place): boolean {
	return CLOSERS.test(after);
}

export function offersAt(place: Place, snippets: readonly Snippet[]): Offer[] {
	if (!isAtEnd(place)) return [];
	const indent = /^\s*/.exec(place.before)?.[0] ?? '';
	const offers = new Map<string, Offer>();
	for (const snippet of snippets) {
		const found = continued(place, snippet);
		if (found === null || found.join('').trim() === '' || offers.size >= MOST_OFFERS) continue;
		const text = found.map((line, n) => (n === 0 || line === '' ? line : indent + line)).join('\n');
		if (!offers.has(text)) offers.set(text, { snippet, text, replaces: place.after.trimEnd().length });
	}
	return [...offers.values()];
}

/** The rest of the snippet from the cursor on, or null where it does not fit. */
function continued({ before, above }: Place, { lines, names }: Snippet): readonly string[] | null {
	const typed = before.trimStart();
	if (typed === '') return isNamedBy(above, names) ? lines : null;
	for (const [n, line] of lines.entries()) {
		if (/^[\t)\]}]/.test(line)) continue;
		const rest = restOf(line, typed);
		if (rest !== null) return [rest, ...lines.slice(n + 1)];
	}
	return null;
}

/** The line behind what was typed; null unless it begins with the same tokens, the last of which may be on its way. */
function restOf(line: string, typed: string): string | null {
	const wanted = [...line.matchAll(TOKEN)];
	const given = typed.match(TOKEN) ?? [];
	if (given.length < LEAST_TOKENS || given.length > wanted.length || given.at(-1)?.startsWith('//')) return null;
	const isOpenEnded = /[\p{L}\p{N}_$]$/u.test(typed);
	const fits = given.every((token, n) => {
		const other = wanted[n]?.[0] ?? '';
		return token === other || (isOpenEnded && n === given.length - 1 && other.startsWith(token));
	});
	if (!fits) return null;
	const last = wanted[given.length - 1];
	const rest = line.slice((last?.index ?? 0) + (given.at(-1) ?? '').length);
	return /\s$/.test(typed) ? rest.trimStart() : rest;
}

function isNamedBy(above: string, names: readonly string[]): boolean {
	const said = /^\s*\/\/+\s*(.*)$/.exec(above)?.[1];
	if (said === undefined) return false;
	const asked = lettersOf(said);
	return asked.length >= LEAST_NAME && names.some((name) => lettersOf(name).startsWith(asked));
}

const lettersOf = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
