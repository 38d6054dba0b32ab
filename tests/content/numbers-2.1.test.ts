/** The numbers in the prose and questions of lesson 2.1 are those that its figure counts. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Architecture, cacheBytesPerToken, countWeights, flopsPerToken } from '../../src/components/figures/architecture.ts';
import { CHANGES, type Choices, nextChange, withChoices } from '../../src/components/figures/architecture-changes.ts';
import { MODELS, modelById } from '../../src/components/figures/architecture-models.ts';

const text = readFileSync('src/content/lessons/2-modern-block/list-of-changes.mdx', 'utf8');
const asked = readFileSync('src/content/predict/2.1.yaml', 'utf8');
const shape = (id: string): Architecture => modelById(id).shape;
const weights = (architecture: Architecture) => countWeights(architecture).total;
const gpt2 = shape('gpt2');
const llama = shape('llama3-8b');

/** GPT-2 small after each step towards Llama 3. */
function ladder(): Architecture[] {
	const steps = [gpt2];
	let choices: Choices = {};
	for (;;) {
		const next = nextChange(withChoices(gpt2, choices), llama);
		if (!next) return steps;
		choices = { ...choices, [next.change.id]: next.option };
		steps.push(withChoices(gpt2, choices));
	}
}

describe('lesson 2.1', () => {
	const [start, rms, bare, rotary, gated, shared, untied] = ladder().map((step) => ({
		total: weights(step),
		cache: cacheBytesPerToken(step),
	}));

	it('counts the models and the changes that it says', () => {
		expect(MODELS).toHaveLength(19);
		expect(text).toContain('nineteen released models');
		expect(ladder()).toHaveLength(7);
		expect(text).toContain('Six changes lead from one model to the other');
		expect(CHANGES.length).toBeGreaterThan(6);
	});

	it('gives each change its price', () => {
		expect((((start?.total ?? 0) - (bare?.total ?? 0)) / (start?.total ?? 1)) * 100).toBeCloseTo(0.1, 1);
		expect((bare?.total ?? 0) - (rotary?.total ?? 0)).toBe(786_432);
		expect(gated?.total).toBe(rotary?.total);
		expect(Math.round((1 - (shared?.total ?? 0) / (gated?.total ?? 1)) * 100)).toBe(9);
		expect((gated?.cache ?? 0) / (shared?.cache ?? 1)).toBe(4);
		expect(((untied?.total ?? 0) - (shared?.total ?? 0)) / 1e6).toBeCloseTo(38.6, 1);
	});

	it('asks about the same numbers', () => {
		expect(start?.total).toBe(124_439_808);
		expect(rotary?.total).toBe(123_551_232);
		expect(asked).toContain('From 124,439,808 to 123,551,232');
		expect((1 - 123_551_232 / 124_439_808) * 100).toBeCloseTo(0.7, 1);
		expect((start?.total ?? 0) - (rms?.total ?? 0)).toBe(19_200);
		expect(((gated?.total ?? 0) - (shared?.total ?? 0)) / 1e6).toBeCloseTo(10.6, 1);
		expect(Math.round(weights(shape('deepseek-v3')) / weights(llama))).toBe(84);
	});

	it('counts Llama 3 8B by its listing', () => {
		const block = 2 * 4096 * 32 * 128 + 2 * 4096 * 8 * 128 + 3 * 4096 * 14_336 + 2 * 4096;
		expect(block).toBe(218_112_000);
		expect(32 * block + 2 * 128_256 * 4096 + 4096).toBe(8_030_261_248);
		expect(weights(llama)).toBe(8_030_261_248);
		expect(text).toContain('218,112,000');
		expect(text).toContain('8,030,261,248');
	});

	it('divides the weights and the work as it says', () => {
		const share = (id: string, part: 'mlp' | 'attention') => Math.round((100 * countWeights(shape(id))[part]) / weights(shape(id)));
		expect([share('llama3-8b', 'mlp'), share('llama3-8b', 'attention'), share('deepseek-v3', 'mlp')]).toEqual([70, 17, 98]);
		const looking = (context: number) => Math.round(100 * (1 - (2 * countWeights(llama).active) / flopsPerToken(llama, context)));
		expect([looking(1024), looking(131_072)]).toEqual([3, 82]);
		expect(Math.round((100 * countWeights(gpt2).embedding) / weights(gpt2))).toBe(31);
		const deepseek = countWeights(shape('deepseek-v3'));
		expect((100 * (deepseek.embedding + deepseek.head)) / deepseek.total).toBeCloseTo(0.3, 1);
	});

	it('names the totals that its makers give otherwise', () => {
		const counted = ['gpt2-xl', 'glm-4.5', 'glm-4.5-air'].map((id) => (weights(shape(id)) / 1e9).toPrecision(4));
		expect(counted).toEqual(['1.558', '352.8', '106.9']);
		for (const total of counted) expect(text).toContain(total);
	});

	it('counts active weights in two ways', () => {
		const { active, activeWithEmbedding } = countWeights(shape('qwen3-30b-a3b'));
		expect((active / 1e9).toFixed(2)).toBe('3.04');
		expect((activeWithEmbedding / 1e9).toFixed(2)).toBe('3.35');
	});
});
