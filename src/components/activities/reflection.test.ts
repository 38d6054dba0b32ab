/** The reflection keeps what belongs to a prompt and gives it out as a file. */
import { describe, expect, it } from 'vitest';
import { answersText, LONGEST, PROMPTS, readAnswers } from './reflection.ts';

describe('what is kept', () => {
	it('is text under a known prompt, and no longer than the field', () => {
		expect(readAnswers({ able: 'train a model', other: 'x', own: 3 })).toEqual({ able: 'train a model' });
		expect(readAnswers({ able: 'a'.repeat(LONGEST + 5) })['able']).toHaveLength(LONGEST);
		for (const broken of [null, 'text', [1], 7]) expect(readAnswers(broken)).toEqual({});
	});
});

describe('the file', () => {
	it('holds question, answer and day, and leaves out what is empty', () => {
		const text = answersText({ able: ' train a model ', own: '  ' }, '2026-11-27');
		expect(text).toContain(`## ${PROMPTS[0]?.label}\n\ntrain a model\n`);
		expect(text).not.toContain(PROMPTS[1]?.label);
		expect(text).toContain('2026-11-27');
		expect(answersText({}, '2026-11-27')).toContain('Nothing written yet');
	});
});
