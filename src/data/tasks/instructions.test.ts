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

/** List and task from the words of a question. */
function read(prompt: readonly number[]): { list: string[]; task: string } {
	const [list = '', task = ''] = instructionText(prompt).split(' . ');
	return { list: list.split(' '), task };
}

describe('questions', () => {
	const drawn = drawInstructions('train', 'q', 600);

	test('are answered as their words say', () => {
		for (const { task, prompt, answer } of drawn) {
			const { list, ...said } = read(prompt);
			expect(said.task).toBe(task);
			const right = {
				first: list[0],
				second: list[1],
				last: list.at(-1),
				count: ['two', 'three', 'four', 'five'][list.length - 2],
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

test('the splits never share a question, in follow-ups neither', () => {
	for (const split of ['train', 'visible', 'hidden'] as const) {
		for (const { prompt } of drawInstructions(split, 's', 200)) expect(instructionSplit(prompt)).toBe(split);
		for (const [first, second] of drawConversations(split, 's', 200)) {
			if (first === undefined) throw new Error('A conversation has a first turn.');
			expect(instructionSplit(first.prompt)).toBe(split);
			const list = instructionText(first.prompt).split(' . ')[0];
			if (second !== undefined) expect(instructionSplit(instructionIds(`${list} . ${instructionText(second.prompt)}`))).toBe(split);
		}
	}
	expect(drawInstructions('hidden', 'a', 5)).toEqual(drawInstructions('hidden', 'a', 5));
	expect(drawInstructions('hidden', 'a', 5)).not.toEqual(drawInstructions('hidden', 'b', 5));
});

test('documents hold training questions, solved or not, and no mark of a template', () => {
	const documents = drawDocuments('d', 300);
	const sheets = documents.filter((document) => document.includes(instructionIds('?')[0] ?? 0));
	expect(sheets.length / documents.length).toBeGreaterThan(0.15);
	expect(sheets.length / documents.length).toBeLessThan(0.35);
	for (const document of documents) {
		for (const id of [USER, ASSISTANT, END]) expect(document).not.toContain(id);
		const [list = '', rest = ''] = instructionText(document).slice(2).split(' . ');
		const asked = rest.match(/(?:first|second|last|count|has \w+)(?= [?:])/g) ?? [];
		expect(asked.length).toBeGreaterThanOrEqual(6);
		for (const task of asked) expect(instructionSplit(instructionIds(`${list} . ${task}`))).toBe('train');
	}
});

test('every word has one id, and a strange one is refused', () => {
	expect(new Set(INSTRUCTION_WORDS).size).toBe(INSTRUCTION_VOCABULARY);
	expect(() => instructionIds('first elephant')).toThrow(/elephant/);
});
