import { describe, expect, test } from 'vitest';
import { floorPerToken, isBelowFloor, NATS_PER_STORY, NATS_PER_TOKEN, TOKENS_PER_STORY, windowNats } from './entropy.ts';
import { seededRandom } from './random.ts';
import { drawFrom, drawWindows, type Split, splitOf } from './splits.ts';
import { decode, encode, VOCABULARY_SIZE, wordToId } from './tokenizer.ts';
import { drawStory, storyShapes, storySurprisal } from './voices.ts';

const SPLITS: readonly Split[] = ['train', 'visible', 'hidden'];

function meanAndError(values: readonly number[]): { mean: number; error: number } {
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
	return { mean, error: Math.sqrt(variance / values.length) };
}

function surprisal(story: readonly string[]): number[] {
	const nats = storySurprisal(story);
	if (nats === null) throw new Error(`not a story: ${story.join(' ')}`);
	return nats;
}

describe('the entropy', () => {
	test('comes from shapes whose probabilities add to one', () => {
		expect(storyShapes().reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
		expect(NATS_PER_TOKEN).toBeCloseTo(NATS_PER_STORY / TOKENS_PER_STORY, 12);
	});

	test.each(SPLITS)('agrees with a Monte-Carlo estimate on the %s split within three standard errors', (split) => {
		const random = seededRandom(`entropy/${split}`);
		const stories = Array.from({ length: 8_000 }, () => drawFrom(split, random));
		const nats = meanAndError(stories.map((story) => surprisal(story).reduce((a, b) => a + b, 0)));
		const tokens = meanAndError(stories.map((story) => story.length));
		expect(Math.abs(nats.mean - NATS_PER_STORY)).toBeLessThan(3 * nats.error);
		expect(Math.abs(tokens.mean - TOKENS_PER_STORY)).toBeLessThan(3 * tokens.error);
	});

	test('of a window agrees with a Monte-Carlo estimate, over all and at single positions', () => {
		const random = seededRandom('windows');
		const time = 48;
		const rows = Array.from({ length: 6_000 }, () => {
			const nats: number[] = [];
			while (nats.length < time + 1) nats.push(...surprisal(drawStory(random)));
			return nats.slice(1, time + 1);
		});
		const all = meanAndError(rows.map((row) => row.reduce((a, b) => a + b, 0) / time));
		expect(Math.abs(all.mean - floorPerToken(time))).toBeLessThan(3 * all.error);
		const exact = windowNats(time + 1);
		for (const position of [2, 17, 33, 45]) {
			const at = meanAndError(rows.map((row) => row[position - 1] ?? 0));
			expect(Math.abs(at.mean - (exact[position] ?? 0))).toBeLessThan(3.5 * at.error + 1e-9);
		}
	});

	test('calls a loss below the floor only beyond three standard errors', () => {
		expect(isBelowFloor(0.38, 0.01, 0.4)).toBe(false);
		expect(isBelowFloor(0.36, 0.01, 0.4)).toBe(true);
	});
});

describe('the splits', () => {
	test('never share a story', () => {
		const seen = new Map<string, Split>();
		for (const split of SPLITS) {
			const random = seededRandom(`overlap/${split}`);
			for (let i = 0; i < 3_000; i++) {
				const text = drawFrom(split, random).join(' ');
				expect(seen.get(text) ?? split).toBe(split);
				seen.set(text, split);
			}
		}
	});

	test('hold 80, 10 and 10 per cent of the stories', () => {
		const random = seededRandom('shares');
		const visible = Array.from({ length: 10_000 }, () => splitOf(drawStory(random))).filter((split) => split === 'visible').length;
		expect(Math.abs(visible - 1_000)).toBeLessThan(120);
	});

	test('give the same windows for the same seed and other ones for another', () => {
		expect(drawWindows('train', '7', 4, 49)).toEqual(drawWindows('train', '7', 4, 49));
		expect(drawWindows('train', '7', 4, 49)).not.toEqual(drawWindows('train', '8', 4, 49));
		expect(drawWindows('hidden', 'abc', 4, 49)).not.toEqual(drawWindows('hidden', 'abd', 4, 49));
		const first = drawWindows('hidden', 'abc', 4, 49);
		for (let row = 0; row < 4; row++) expect(first[row * 49]).toBe(wordToId('<story>'));
	});
});

describe('the tokeniser', () => {
	test('gives back every story it encoded', () => {
		const random = seededRandom('round trip');
		for (let i = 0; i < 500; i++) {
			const ids = drawStory(random).map(wordToId);
			expect(encode(decode(ids))).toEqual(ids);
		}
	});

	test('has between 64 and 128 words', () => {
		expect(VOCABULARY_SIZE).toBeGreaterThanOrEqual(64);
		expect(VOCABULARY_SIZE).toBeLessThanOrEqual(128);
	});

	test('names a word that Storyland does not have', () => {
		expect(() => encode('Mira lost her quark.')).toThrow('"quark" is not a word of Storyland.');
	});
});

describe('a text', () => {
	test('that the grammar cannot tell has no surprisal', () => {
		const story = drawStory(seededRandom('x'));
		expect(storySurprisal(story)).not.toBeNull();
		expect(storySurprisal([...story, 'tea'])).toBeNull();
		expect(storySurprisal(story.slice(0, -1))).toBeNull();
		expect(storySurprisal(story.map((word) => (word === 'She' ? 'He' : word === 'He' ? 'She' : word)))).toBeNull();
	});
});
