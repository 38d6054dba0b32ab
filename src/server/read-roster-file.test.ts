/** Lists of learners as people really save them: delimiters, headers, encodings, and what cannot be read. */
import { expect, test } from 'vitest';
import { readRosterFile } from '#server/read-roster-file.ts';

const read = (text: string) => readRosterFile(Buffer.from(text));
const ADA = { username: 'ada', displayName: 'Ada Lovelace', section: 'A' };

test.each([
	['semicolons', 'username;name;section\nada;Ada Lovelace;A\n'],
	['tabs', 'username\tname\tsection\nada\tAda Lovelace\tA\n'],
])('%s are recognised and told', (word, text) => {
	const { entries, notes } = read(text);
	expect(entries).toEqual([{ line: 2, ...ADA }]);
	expect(notes.join()).toContain(word);
});

test.each([
	['another order', 'Section,Name,Username\nA,Ada Lovelace,ada'],
	['German', 'Gruppe,Vorname,Nachname,Benutzername\nA,Ada,Lovelace,ada'],
	['French', 'Groupe,Prénom,Nom,Nom d’utilisateur\nA,Ada,Lovelace,ada'],
	['a byte order mark, quotes and CRLF', '\uFEFF"username","name","section"\r\n"ada","Ada Lovelace","A"\r\n\r\n'],
])('a header in %s', (_, text) => {
	expect(read(text)).toMatchObject({ entries: [ADA], notes: [] });
});

test('without a header the columns are username, name, section, and that is told', () => {
	const { entries, notes } = read('ada,Ada Lovelace,A\nbao');
	expect(entries).toEqual([
		{ line: 1, ...ADA },
		{ line: 2, username: 'bao', displayName: 'bao', section: '' },
	]);
	expect(notes.join()).toContain('No header');
});

test.each(['utf-16le', 'utf-16be'])('%s with its mark is read, and told', (encoding) => {
	const bytes = Buffer.from('\uFEFFusername,name\nada,Ada Łovelace\n', 'utf16le');
	const { entries, notes } = readRosterFile(encoding === 'utf-16be' ? bytes.swap16() : bytes);
	expect(entries).toMatchObject([{ username: 'ada', displayName: 'Ada Łovelace' }]);
	expect(notes.join()).toContain('UTF-16');
});

test('bytes that are not UTF-8 are named with their line', () => {
	const bytes = Buffer.concat([Buffer.from('username,name\nada,Ada\njose,Jos'), Buffer.from([0xe9]), Buffer.from('\nbao,Bao\n')]);
	expect(() => readRosterFile(bytes)).toThrow('Line 3 is not UTF-8: byte 0xE9 at position 31 of the file.');
});

test.each([
	['an empty file', '', 'There is no line in it.'],
	['blank lines', '\n \n', 'There is no line in it.'],
	['a header alone', 'username,name\n', 'It has a header and no learner.'],
	['no column of usernames', 'name,section\nAda,A\n', 'names no column of usernames'],
	['a quote that is not closed', 'username,name\nada,"Ada\n', 'cannot be read'],
	['too many', Array.from({ length: 5_001 }, (_, n) => `learner.${n}`).join('\n'), '5001 learners, and one import takes 5000'],
])('%s is refused with a sentence', (_, text, sentence) => {
	expect(() => read(text)).toThrow(sentence);
});
