/** The numbers in the prose of lesson 4.2 are those of its conversations and its runs. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { looksOf } from '../../src/components/figures/sft-measured.ts';
import { drawConversations } from '../../src/data/tasks/instructions.ts';
import { packTexts, renderConversation } from '../../src/labs/kit/conversation.ts';

const text = readFileSync('src/content/lessons/4-midtraining/sft.mdx', 'utf8');
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const endOf = (name: string): number[] => looksOf(name).map((looks) => looks.at(-1)?.share ?? Number.NaN);

describe('lesson 4.2', () => {
	const texts = drawConversations('train', 'count', 2_000).map(renderConversation);
	const tokens = sum(texts.map((each) => each.tokens.length));

	it('counts the tokens of its conversations', () => {
		expect(text).toContain(`Ours have ${(tokens / texts.length).toFixed(1)} tokens on average`);
		expect(text).toContain(
			`only ${Math.round((100 * sum(texts.flatMap((each) => [...each.learned]))) / tokens)} percent of the tokens are learned`,
		);
	});

	it('counts what packing saves', () => {
		const rows = packTexts(texts, 48);
		expect(text).toContain(`leave ${Math.round(100 * (1 - tokens / (48 * texts.length)))} percent of each step to padding`);
		expect(text).toContain(`rows are ${Math.round((100 * tokens) / (48 * rows.length))} percent full`);
		expect(Math.round(texts.length / rows.length)).toBe(3);
	});

	it('starts from a base that answers nothing in the template', () => {
		for (const looks of looksOf('reference')) expect(looks[0]?.share).toBeLessThan(0.05);
	});

	it('calls the late mask and the missing end fatal', () => {
		expect([...endOf('mask-not-shifted'), ...endOf('end-not-learned')]).toEqual([0, 0, 0, 0, 0, 0]);
	});

	it('says what each of the others leaves', () => {
		const range = (name: string): string => {
			const percents = endOf(name).map((share) => Math.round(100 * share));
			return `${Math.min(...percents)} to ${Math.max(...percents)}`;
		};
		expect(text).toContain(`After 40 steps the reference answers ${range('reference')} percent`);
		expect(text).toContain(`the dearest of them here: ${range('learns-everything')} percent`);
		expect(text).toContain(
			`Texts that read each other leave ${range('reads-other-texts')} percent, places that run on ${range('positions-run-on')}.`,
		);
		expect(text).toContain(`and little else: ${range('no-documents')} percent`);
		for (const looks of looksOf('no-documents'))
			expect(looks.at(-1)?.tasks.find(({ task }) => task === 'count')?.share).toBeGreaterThan(0.95);
	});

	it('states what the base can do', () => {
		const card = JSON.parse(readFileSync('public/bases/sft-base.json', 'utf8'));
		expect(text).toContain(
			`The base solves ${Math.round(500 * card.onWorksheets)} of 500 hidden questions on a worksheet and none in the template`,
		);
		expect(card.inTemplate).toBe(0);
	});
});
