/**
 * The tokens of a TypeScript file with what sucrase's parser found out about each: is it part of a type, does the name declare or read
 * something. Read from the table that sucrase prints (`getFormattedTokens`, the only door to its parser that the package opens).
 * Refuses nothing: where the table is not as expected the answer is null, and whoever asked does without.
 */
import { getFormattedTokens } from 'sucrase';

export interface TypedToken {
	/** Offsets into the source. */
	readonly start: number;
	readonly end: number;
	readonly text: string;
	/** 1-based. */
	readonly line: number;
	/** Of sucrase: `name`, `(`, `template`, … */
	readonly label: string;
	readonly isType: boolean;
	/** What a name does where it stands; null for names that are properties, and for everything else. */
	readonly role: 'reads' | 'declares' | 'parameter' | 'imports' | 'other' | null;
}

/** sucrase's IdentifierRole, by number. */
const ROLES: Readonly<Record<string, TypedToken['role']>> = {
	'0': 'reads',
	'2': 'declares',
	'3': 'parameter',
	'4': 'declares',
	'5': 'declares',
	'6': 'parameter',
	'7': 'declares',
	'9': 'imports',
};

const COLUMNS = ['Location', 'Label', 'Raw', 'contextualKeyword', 'isType', 'identifierRole', 'jsxRole'] as const;

/** Null where the source does not parse or the table has another form. */
export function typescriptTokens(source: string): TypedToken[] | null {
	const table = printedTokens(source);
	// Every row is as wide as the head, also where a text in it holds line breaks.
	const width = table.indexOf('\n');
	const head = table.slice(0, width);
	const [location, label, raw, rawEnd, isType, role, roleEnd] = COLUMNS.map((name) => head.indexOf(name));
	if ([location, label, raw, rawEnd, isType, role, roleEnd].some((at) => at === undefined || at < 0)) return null;
	const lineStarts = startsOfLines(source);
	const tokens: TypedToken[] = [];
	for (let at = width + 1; at < table.length; at += width + 1) {
		const row = table.slice(at, at + width);
		const place = /^(\d+):(\d+)-(\d+):(\d+)\s/.exec(row)?.slice(1).map(Number);
		if (place === undefined) return null;
		const [line = 0, column = 0, endLine = 0, endColumn = 0] = place;
		const start = (lineStarts[line - 1] ?? Number.NaN) + column - 1;
		const end = (lineStarts[endLine - 1] ?? Number.NaN) + endColumn - 1;
		if (!(start <= end && end <= source.length)) return null;
		const roleText = row.slice(role, roleEnd).trim();
		tokens.push({
			...{ start, end, line, text: source.slice(start, end), label: row.slice(label, raw).trim() },
			isType: row.slice(isType, role).trim() === 'isType',
			role: roleText === '' ? null : (ROLES[roleText] ?? 'other'),
		});
	}
	return tokens;
}

function printedTokens(source: string): string {
	try {
		return getFormattedTokens(source, { transforms: ['typescript', 'imports'] });
	} catch {
		// The file does not parse; the transpiler says so, with the place.
		return '';
	}
}

/** Lines as sucrase and the editor count them. */
export function startsOfLines(source: string): number[] {
	return [0, ...[...source.matchAll(/\r\n|\n|\r/g)].map(({ 0: mark, index }) => index + mark.length)];
}
