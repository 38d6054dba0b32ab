/**
 * Reads a pasted or uploaded list of learners. What cannot be read at all is refused with the place; what was read otherwise than
 * expected is told. Decides nothing about accounts.
 */
import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import { MAX_ROSTER_LINES, type RosterEntry } from '#contract/roster.ts';

export interface RosterFile {
	readonly entries: readonly RosterEntry[];
	/** What was read, to send again. */
	readonly text: string;
	/** What the reader should know about how it was read. */
	readonly notes: readonly string[];
}

type Column = 'username' | 'name' | 'first' | 'last' | 'section';
/** Headers by their usual names in English, German, French and Spanish, lower case, without spaces and signs. */
const HEADERS: Readonly<Record<Column, readonly string[]>> = {
	username: [
		'username',
		'user',
		'login',
		'loginid',
		'sisloginid',
		'benutzername',
		'kennung',
		'anmeldename',
		'identifiant',
		'nomdutilisateur',
		'usuario',
	],
	name: ['name', 'displayname', 'fullname', 'student', 'learner', 'vollstandigername', 'nomcomplet', 'nombrecompleto'],
	first: ['firstname', 'givenname', 'vorname', 'prenom', 'nombre'],
	last: ['lastname', 'surname', 'familyname', 'nachname', 'familienname', 'nom', 'nomdefamille', 'apellido', 'apellidos'],
	section: ['section', 'group', 'tutorial', 'class', 'gruppe', 'ubungsgruppe', 'tutorium', 'groupe', 'grupo', 'seccion'],
};
const DELIMITERS = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' } as const;
const WITHOUT_HEADER: readonly Column[] = ['username', 'name', 'section'];
const recordsSchema = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));

/** @throws AppError `invalid` at `file` for what cannot be read as a list of learners. */
export function readRosterFile(bytes: Uint8Array): RosterFile {
	const { text, notes } = decode(bytes);
	if (text.trim() === '') throw unreadable('There is no line in it.', 'Paste one learner a line, or choose another file.');
	const delimiter = delimiterOf(text);
	if (delimiter !== ',') notes.push(`Its columns are separated by ${DELIMITERS[delimiter]}; it was read that way.`);
	const records = parseRecords(text, delimiter);
	const header = columnsOf(records[0]?.record ?? []);
	if (header === null) notes.push('No header was found, so the columns were read as username, name, section.');
	const columns = header ?? WITHOUT_HEADER;
	const rows = header === null ? records : records.slice(1);
	if (rows.length === 0) throw unreadable('It has a header and no learner.', 'Add one learner a line.');
	if (rows.length > MAX_ROSTER_LINES)
		throw unreadable(`It has ${rows.length} learners, and one import takes ${MAX_ROSTER_LINES}.`, 'Split it.');
	return { entries: rows.map(({ record, info }) => entryOf(record, columns, info.lines)), text, notes };
}

/** UTF-8, or UTF-16 that says so in its first two bytes. */
function decode(bytes: Uint8Array): { text: string; notes: string[] } {
	const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
	if (encoding !== 'utf-8')
		return { text: new TextDecoder(encoding).decode(bytes), notes: ['It is written in UTF-16 and was read that way.'] };
	try {
		return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), notes: [] };
	} catch (cause) {
		const at = firstBadByte(bytes);
		const line = bytes.subarray(0, at).filter((byte) => byte === 0x0a).length + 1;
		const hex = (bytes[at] ?? 0).toString(16).padStart(2, '0').toUpperCase();
		throw new AppError('invalid', `Line ${line} is not UTF-8: byte 0x${hex} at position ${at + 1} of the file.`, {
			at: 'file',
			fix: 'Save it as “CSV UTF-8”, or paste the lines.',
			cause,
		});
	}
}

/** Where the first character begins that is none; found by halves, because a decoder does not say where it stopped. */
function firstBadByte(bytes: Uint8Array): number {
	let [good, bad] = [0, bytes.length];
	while (bad - good > 1) {
		const middle = (good + bad) >> 1;
		if (isUtf8(bytes.subarray(0, middle), true)) good = middle;
		else bad = middle;
	}
	// What was cut in the middle of a character counted as good: back to where it begins, at most three bytes.
	while (good > 0 && !isUtf8(bytes.subarray(0, good), false)) good -= 1;
	return good;
}

function isUtf8(bytes: Uint8Array, mayBeCut: boolean): boolean {
	try {
		new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: mayBeCut });
		return true;
	} catch {
		// The answer to the question: it is not.
		return false;
	}
}

/** The sign that the first line has most of. */
function delimiterOf(text: string): keyof typeof DELIMITERS {
	const [first = ''] = text.trimStart().split(/\r?\n/, 1);
	const count = (sign: string) => first.split(sign).length;
	const signs = [',', ';', '\t'] as const;
	return signs.toSorted((a, b) => count(b) - count(a))[0] ?? ',';
}

function parseRecords(text: string, delimiter: string) {
	try {
		const options = { bom: true, delimiter, info: true, relax_column_count: true, skip_empty_lines: true, trim: delimiter !== '\t' };
		return recordsSchema.parse(parse(text, options)).filter(({ record }) => record.some((cell) => cell.trim() !== ''));
	} catch (error) {
		if (!(error instanceof CsvError)) throw error;
		throw unreadable(
			`Line ${String(error['lines'] ?? '?')} cannot be read: ${error.message}.`,
			'Look for a quote that is not closed.',
			error,
		);
	}
}

/** Null when the first line is no header. */
function columnsOf(record: readonly string[]): (Column | null)[] | null {
	const columns = record.map((cell) => {
		const plain = cell
			.normalize('NFD')
			.toLowerCase()
			.replaceAll(/[^a-z0-9]/g, '');
		return (Object.entries(HEADERS).find(([, names]) => names.includes(plain))?.[0] ?? null) as Column | null;
	});
	if (columns.every((column) => column === null)) return null;
	if (!columns.includes('username'))
		throw unreadable('Its header names no column of usernames.', 'Call one column “username”; “name” and “section” may stand beside it.');
	return columns;
}

function entryOf(record: readonly string[], columns: readonly (Column | null)[], line: number): RosterEntry {
	const cell = (column: Column) => (record[columns.indexOf(column)] ?? '').trim();
	const username = cell('username').toLowerCase();
	const displayName = cell('name') || `${cell('first')} ${cell('last')}`.trim() || cell('username');
	return { line, username, displayName, section: cell('section') };
}

function unreadable(message: string, fix: string, cause?: unknown): AppError {
	return new AppError('invalid', message, { at: 'file', fix, cause });
}
