/** Draws the surprise figure as HTML text: one function for the server and the page. */
import { escapeHtml } from '#contract/escape-html.ts';
import { type ReaderId, type SurpriseStory, shadeOf, totalOf } from './surprise.ts';

export interface SurpriseState {
	readonly reader: ReaderId;
	/** Place of the word that is read out, from 1: the first word is given. */
	readonly place: number;
}

export const START_STATE: SurpriseState = { reader: 'much', place: 49 };

const bitsText = (nats: number): string => (nats / Math.LN2).toFixed(1);

/** The story, each word on a ground as dark as its surprise. */
export function storyHtml(story: SurpriseStory, { reader, place }: SurpriseState): string {
	return story.words
		.map((word, at) => {
			const nats = at === 0 ? 0 : (story.readers[reader].nats[at - 1] ?? 0);
			const shade = shadeOf(nats);
			const ink = shade >= 5 ? 'word-high' : 'word-low';
			return `<span class="word q${shade} ${ink}${at === place ? ' word-read' : ''}" data-at="${at}">${escapeHtml(word)}</span>`;
		})
		.join(' ');
}

/** What this reader expected at the chosen place. */
export function guessHtml(story: SurpriseStory, { reader, place }: SurpriseState): string {
	const [before, word] = [story.words[place - 1] ?? '', story.words[place] ?? ''];
	const { nats, guesses } = story.readers[reader];
	const surprise = nats[place - 1] ?? 0;
	const shown = guesses[place - 1] ?? [];
	const missing = shown.some((guess) => guess.word === word) ? [] : [{ word, share: Math.exp(-surprise) }];
	const rows = [...shown, ...missing].map(({ word: each, share }) => {
		const name = each === word ? `<strong>${escapeHtml(each)}</strong>` : escapeHtml(each);
		const bar = `<svg class="rowbar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="${each === word ? 'f1' : 'f2'}" width="${(share * 100).toFixed(1)}" height="10"/></svg>`;
		return `<span>${name}</span>${bar}<span>${share.toFixed(3)}</span>`;
	});
	const said = `After “${escapeHtml(before)}” came “${escapeHtml(word)}”, ${surprise < 0.005 ? 'no surprise' : `a surprise of ${bitsText(surprise)} bits or ${surprise.toFixed(2)} nats`}.`;
	return `<p>${said}</p><div class="rowbars guess-bars">${rows.join('')}</div>`;
}

/** The whole story for this reader. */
export function totalHtml(story: SurpriseStory, reader: ReaderId): string {
	const { bits, natsPerToken, bitsPerByte } = totalOf(story, reader);
	return `<p><strong>${story.readers[reader].label}:</strong> ${bits.toFixed(0)} bits for the story, which is ${natsPerToken.toFixed(2)} nats per token and ${bitsPerByte.toFixed(2)} bits per byte.</p>`;
}
