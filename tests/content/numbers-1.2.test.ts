/** The numbers in the prose and questions of lesson 1.2 are those that the grammar gives and that the runs measured. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { totalOf } from '../../src/components/figures/surprise.ts';
import { LITTLE, surpriseStory } from '../../src/components/figures/surprise-data.ts';
import measured from '../../src/content/measured/bigram.json' with { type: 'json' };
import { NATS_PER_STORY, NATS_PER_TOKEN, TOKENS_PER_STORY } from '../../src/data/storyland/entropy.ts';
import { BIGRAM_NATS_PER_TOKEN, UNIGRAM_NATS_PER_TOKEN } from '../../src/data/storyland/pair-floor.ts';
import { VOCABULARY_SIZE } from '../../src/data/storyland/tokenizer.ts';

const text = readFileSync('src/content/lessons/1-gpt2/next-token.mdx', 'utf8');
const { growth, tokenisers } = measured.experiments;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const lossAt = (tokens: number, smoothing: number) =>
	mean(
		growth.runs.map(({ result }) => {
			const at = result.smoothings.indexOf(smoothing);
			return result.points.find((point) => point.tokens === tokens)?.losses[at] ?? Number.NaN;
		}),
	);

describe('lesson 1.2', () => {
	it('states the floors that the grammar gives', () => {
		expect(Math.log(VOCABULARY_SIZE).toFixed(3)).toBe('4.745');
		for (const number of [UNIGRAM_NATS_PER_TOKEN.toFixed(3), BIGRAM_NATS_PER_TOKEN.toFixed(3), NATS_PER_TOKEN.toFixed(3)])
			expect(text).toContain(`| ${number} |`);
		expect(text).toContain(`${BIGRAM_NATS_PER_TOKEN.toFixed(4)} nats per token`);
		expect(text).toContain(`${NATS_PER_STORY.toFixed(2)} nats, or ${(NATS_PER_STORY / Math.LN2).toFixed(1)} bits`);
		expect(text).toContain(`${TOKENS_PER_STORY.toFixed(2)} tokens on average`);
		expect(Math.exp(BIGRAM_NATS_PER_TOKEN).toFixed(1)).toBe('4.2');
	});

	it('reads the surprise of the late lantern off its figure', () => {
		const story = surpriseStory();
		const at = story.words.lastIndexOf('lantern') - 1;
		expect((story.readers.much.nats[at] ?? 0) / Math.LN2).toBeGreaterThan(7);
		expect(story.readers.grammar.nats[at]).toBe(0);
		expect(story.words.lastIndexOf('lantern') - story.words.indexOf('lantern')).toBeGreaterThan(40);
		expect(LITTLE).toBe(512);
		expect(totalOf(story, 'grammar').natsPerToken).toBeLessThan(totalOf(story, 'much').natsPerToken);
	});

	it('says what the smoothing is worth, early and late', () => {
		expect(growth.runs).toHaveLength(3);
		expect(lossAt(128, 1e-6) - lossAt(128, 0.1)).toBeGreaterThan(2);
		for (const tokens of [2_048, 512, 128]) expect(lossAt(tokens, 0.1)).toBeLessThan(lossAt(tokens, 1e-6));
		for (const tokens of [8_192, 32_768, 2_097_152]) expect(lossAt(tokens, 1e-6)).toBeLessThan(lossAt(tokens, 0.1));
		expect((lossAt(2_097_152, 10) - lossAt(2_097_152, 0.1)).toFixed(2)).toBe('0.06');
		for (const { result } of growth.runs) expect(result.points.find(({ tokens }) => tokens === 32_768)?.unseen).toBe(0);
		for (const { result } of growth.runs) expect(result.points[0]?.unseen).toBeGreaterThan(0.5);
	});

	it('compares the tokenisers as they were measured', () => {
		const [words, characters] = (['words', 'characters'] as const).map((kind) => ({
			nats: mean(tokenisers.runs.map(({ result }) => result[kind].nats)),
			bits: mean(tokenisers.runs.map(({ result }) => result[kind].bitsPerByte)),
		}));
		expect(text).toContain(`${words?.nats.toFixed(3)} nats and ${characters?.nats.toFixed(3)}`);
		const ratio = (characters?.bits ?? 0) / (words?.bits ?? 1);
		expect(ratio).toBeGreaterThan(4.7);
		expect(ratio).toBeLessThan(5);
		const [{ result } = { result: null }] = tokenisers.runs;
		const perStory = (TOKENS_PER_STORY * (result?.characters.tokens ?? 0)) / (result?.words.tokens ?? 1);
		expect(perStory.toFixed(0)).toBe('192');
		expect((NATS_PER_STORY / perStory).toFixed(3)).toBe('0.083');
	});

	it('multiplies as the reader would', () => {
		expect(VOCABULARY_SIZE ** 2).toBe(13_225);
		expect(Math.round((VOCABULARY_SIZE ** 2 * 4) / 1_000)).toBe(53);
		expect((VOCABULARY_SIZE ** 3 / 1e6).toFixed(1)).toBe('1.5');
		expect((128_256 ** 2 / 1e9).toFixed(1)).toBe('16.4');
		expect(Math.log(128_256).toFixed(1)).toBe('11.8');
		expect(Math.log(262_144).toFixed(1)).toBe('12.5');
		expect([2 / Math.LN2 / 4, 1.2 / Math.LN2 / 2].map((bits) => bits.toFixed(2))).toEqual(['0.72', '0.87']);
	});
});
