/** The instruction task: answers by hand, splits that never overlap, documents without a template. */
import { describe, expect, test } from 'vitest';
import {
	ASSISTANT,
	drawConversations,
	drawDocuments,
	drawInstructions,
	END,
	INSTRUCTION_TASKS,
	INSTRUCTION_VOCABULARY,
	INSTRUCTION_WORDS,
	instructionIds,
	instructionSplit,
	instructionText,
	LONGEST_PROMPT,
	USER,
} from './instructions.ts';

describe('questions', () => {
	const drawn = drawInstructions('train', 'q', 600);

	test('are answered as their words say', () => {
		for (const { task, prompt, answer } of drawn) {
			const words = instructionText(prompt).split(' ');
			const list = task === 'has' ? words.slice(3) : words.slice(1);
			const right = {
				first: list[0],
				second: list[1],
				last: list.at(-1),
				count: ['two', 'three', 'four', 'five'][list.length - 2],
				has: list.includes(words[1] ?? '') ? 'yes' : 'no',
			}[task];
			expect(instructionText(answer)).toBe(right);
			expect(new Set(list).size).toBe(list.length);
		}
	});

	test('are of every kind, fit the longest prompt and hold no mark of a template', () => {
		expect(new Set(drawn.map(({ task }) => task)).size).toBe(INSTRUCTION_TASKS.length);
		for (const { prompt } of drawn) {
			expect(prompt.length + 3).toBeLessThanOrEqual(LONGEST_PROMPT);
			expect(Math.min(...prompt)).toBeGreaterThan(END);
		}
	});
});

test('the splits never share a question, in conversations neither', () => {
	for (const split of ['train', 'visible', 'hidden'] as const) {
		for (const { prompt } of drawInstructions(split, 's', 200)) expect(instructionSplit(prompt)).toBe(split);
		for (const { prompt } of drawConversations(split, 's', 100).flat()) expect(instructionSplit(prompt)).toBe(split);
	}
	expect(drawInstructions('hidden', 'a', 5)).toEqual(drawInstructions('hidden', 'a', 5));
});

test('documents hold training questions and no mark of a template', () => {
	const [mark, colon] = instructionIds('? :');
	for (const document of drawDocuments('d', 200)) {
		for (const id of [USER, ASSISTANT, END]) expect(document).not.toContain(id);
		const ends = new Set([mark, colon]);
		const firstQuestion = document.slice(
			0,
			document.findIndex((id) => ends.has(id)),
		);
		expect(instructionSplit(firstQuestion)).toBe('train');
	}
});

test('every word has one id, and a strange one is refused', () => {
	expect(new Set(INSTRUCTION_WORDS).size).toBe(INSTRUCTION_VOCABULARY);
	expect(() => instructionIds('first elephant')).toThrow(/elephant/);
});
