/** The surprise figure shows a held-out story, and its four readers rank as their knowledge does. */
import { describe, expect, it } from 'vitest';
import { storySurprisal } from '#data/storyland/voices.ts';
import { READERS, shadeOf, totalOf } from './surprise.ts';
import { surpriseStory } from './surprise-data.ts';
import { guessHtml, START_STATE, storyHtml, totalHtml } from './surprise-html.ts';

describe('the surprise figure', () => {
	const story = surpriseStory();

	it('has a surprise for each predicted word, and less of it the more a reader knows', () => {
		for (const id of READERS) expect(story.readers[id].nats).toHaveLength(story.words.length - 1);
		const bits = READERS.map((id) => totalOf(story, id).bits);
		expect(bits).toEqual(bits.toSorted((a, b) => b - a));
		expect(totalOf(story, 'nothing').natsPerToken).toBeCloseTo(Math.log(115), 3);
	});

	it('lets the grammar speak for itself', () => {
		const exact = storySurprisal(story.words)?.slice(1) ?? [];
		for (const [i, nats] of story.readers.grammar.nats.entries()) expect(nats).toBeCloseTo(exact[i] ?? Number.NaN, 3);
	});

	it('draws every state without a hole', () => {
		for (const reader of READERS)
			for (let place = 1; place < story.words.length; place++) {
				const html = storyHtml(story, { reader, place }) + guessHtml(story, { reader, place }) + totalHtml(story, reader);
				expect(html).not.toMatch(/NaN|undefined|Infinity|<story>/);
			}
		expect(storyHtml(story, START_STATE)).toContain('word-read');
	});

	it('shades by bits', () => {
		expect([0, 1, 2, 9].map((bits) => shadeOf(bits * Math.LN2))).toEqual([0, 1, 2, 8]);
	});
});
