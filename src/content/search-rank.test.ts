import { expect, it } from 'vitest';
import { rank, type Searchable } from './search-rank.ts';

function text(title: string, question: string, body: string): Searchable {
	return { kind: 'lesson', title, href: `/${title}`, about: question, question, text: body };
}

const ALL = [
	text('RoPE', 'Where am I?', 'rotation rotation'),
	text('Masks', 'Why rope?', 'softmax'),
	text('Loss', '', 'a rope, a softmax'),
];

it('puts a title before a question before a text, and asks for every word', () => {
	expect(rank('ROPE', ALL).map(({ title }) => title)).toEqual(['RoPE', 'Masks', 'Loss']);
	expect(rank('rope softmax', ALL).map(({ title }) => title)).toEqual(['Masks', 'Loss']);
	expect(rank('rope tokeniser', ALL)).toEqual([]);
	expect(rank('  ', ALL)).toEqual([]);
});
