import { expect, test } from 'vitest';
import { NATS_PER_TOKEN, TOKENS_PER_STORY } from './entropy.ts';
import { bigramNats, bytesPerStory, pairsPerStory, unigramNats } from './pair-counts.ts';
import { BIGRAM_NATS_PER_TOKEN, BYTES_PER_STORY, UNIGRAM_NATS_PER_TOKEN } from './pair-floor.ts';
import { seededRandom } from './random.ts';
import { decode, VOCABULARY_SIZE, wordToId } from './tokenizer.ts';
import { drawStory } from './voices.ts';
import { START } from './words.ts';

const STORIES = 20_000;

test('the pairs of a story add up to its tokens', () => {
	expect(pairsPerStory().reduce((sum, n) => sum + n, 0)).toBeCloseTo(TOKENS_PER_STORY, 9);
});

test('counted pairs and bytes agree with the exact ones within their noise', () => {
	const random = seededRandom('pairs');
	const counted = new Float64Array(VOCABULARY_SIZE ** 2);
	let bytes = 0;
	for (let i = 0; i < STORIES; i++) {
		const ids = drawStory(random).map(wordToId);
		bytes += new TextEncoder().encode(decode(ids.slice(1))).length + 1;
		for (const [at, id] of ids.entries()) {
			const index = id * VOCABULARY_SIZE + (ids[at + 1] ?? wordToId(START));
			counted[index] = (counted[index] ?? 0) + 1 / STORIES;
		}
	}
	const exact = pairsPerStory();
	for (const [i, n] of exact.entries()) {
		// A pair stands in a story a few times at most, so its count has a variance of about its mean.
		const noise = Math.sqrt((4 * n) / STORIES);
		expect(Math.abs((counted[i] ?? 0) - n), `pair ${i}`).toBeLessThanOrEqual(5 * noise);
	}
	expect(Math.abs(bytes / STORIES - bytesPerStory())).toBeLessThan(0.5);
});

test('what a model can reach falls with what it sees, and the stored numbers are the computed ones', () => {
	expect(bigramNats()).toBeCloseTo(BIGRAM_NATS_PER_TOKEN, 6);
	expect(unigramNats()).toBeCloseTo(UNIGRAM_NATS_PER_TOKEN, 6);
	expect(bytesPerStory()).toBeCloseTo(BYTES_PER_STORY, 4);
	expect(NATS_PER_TOKEN).toBeLessThan(bigramNats());
	expect(bigramNats()).toBeLessThan(unigramNats());
	expect(unigramNats()).toBeLessThan(Math.log(VOCABULARY_SIZE));
});
