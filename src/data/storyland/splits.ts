/**
 * Which stories are for training, for the visible measure and for the hidden one: public buckets of a hash of the story's words, so the three
 * can never overlap. Hidden text is also drawn with the installation's secret; knowing the bucket does not tell which stories are asked.
 */
import { fnv1a, type Random, seededRandom } from './random.ts';
import { wordToId } from './tokenizer.ts';
import { drawStory } from './voices.ts';

export type Split = 'train' | 'visible' | 'hidden';

const BUCKETS = 10;

export function splitOf(story: readonly string[]): Split {
	const bucket = fnv1a(story.join(' ')) % BUCKETS;
	return bucket === 8 ? 'visible' : bucket === 9 ? 'hidden' : 'train';
}

export function drawFrom(split: Split, random: Random): string[] {
	for (;;) {
		const story = drawStory(random);
		if (splitOf(story) === split) return story;
	}
}

/** `count` windows of `length` tokens, row-major. Each begins at a story's start and runs on into further stories. */
export function drawWindows(split: Split, seed: string, count: number, length: number): Int32Array {
	const random = seededRandom(`${split}/${seed}`);
	const tokens = new Int32Array(count * length);
	for (let row = 0; row < count; row++) {
		for (let filled = 0; filled < length; ) {
			const ids = drawFrom(split, random)
				.map(wordToId)
				.slice(0, length - filled);
			tokens.set(ids, row * length + filled);
			filled += ids.length;
		}
	}
	return tokens;
}
