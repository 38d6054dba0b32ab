import { expect, test } from 'vitest';
import { joinByLine } from './connect-editor.ts';

test('failures of one line become one note that names them all', () => {
	const note = (line: number, message: string) => ({ line, message, detail: `${message} in numbers.`, explained: null, links: [] });
	const notes = joinByLine([note(3, 'Rows sum to 1'), note(7, 'Scaled'), note(3, 'Hides the future')]);

	expect(notes.map(({ line }) => line)).toEqual([3, 7]);
	expect(notes[0]?.detail).toBe('Rows sum to 1 in numbers. Also here: Hides the future.');
	expect(notes[1]?.detail).toBe('Scaled in numbers.');
});
