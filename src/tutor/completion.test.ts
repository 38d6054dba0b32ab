/** Of a model's answer only text for the editor is kept, five lines of it; and a model sees the learner's file alone, behind a fence. */
import { expect, it } from 'vitest';
import { buildCompletionPrompt, readCompletion, wordsIn } from './completion.ts';

it.each([
	['the text', 'q, k);', 'q, k);'],
	['what stands in a fence', 'Sure!\n```ts\nq, k);\n```\nGood luck.', 'q, k);'],
	['what follows the line that it repeats', '\tconst a = f(q, k);', 'q, k);'],
	['five lines', '1\n2\n3\n4\n5\n6', '1\n2\n3\n4\n5'],
	['no comment', 'q, // the query\n/** Scale\n * first. */\n\tk);', 'q,\n\tk);'],
	['nothing of an empty answer', ' \n', null],
])('keeps %s', (_, answer, kept) => {
	expect(readCompletion(answer, '\tconst a = f(')).toBe(kept);
});

it('shows the file around the cursor, cut, and no fence that the file itself could close', () => {
	const { messages, instructions } = buildCompletionPrompt({
		code: `${'x'.repeat(9_000)}FENCEfin`,
		at: 9_000,
		skill: 'Attention',
		fence: 'FENCE',
	});
	const said = messages.map(({ content }) => content).join('');
	expect(said.match(/FENCE/g)).toHaveLength(2);
	expect(said).toContain('x/*HERE*/fin');
	expect(said.length).toBeLessThan(4_100);
	expect(instructions).toContain('Attention');
});

it('reads what stands in strings as words', () => {
	expect(wordsIn('print("Divide by the root", `and mask`);')).toBe('Divide by the root\nand mask');
});
