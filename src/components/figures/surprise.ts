/** What the figure of lesson 1.2 shows: one story, and how much each of its words surprises four readers. Pure sums over data that came with the page. */

export const READERS = ['nothing', 'little', 'much', 'grammar'] as const;
export type ReaderId = (typeof READERS)[number];

export interface Guess {
	readonly word: string;
	readonly share: number;
}

export interface Reader {
	readonly label: string;
	/** Nats for each word of the story but the first. */
	readonly nats: readonly number[];
	/** The likeliest words at each of these places, at most five, likeliest first. */
	readonly guesses: readonly (readonly Guess[])[];
}

export interface SurpriseStory {
	readonly words: readonly string[];
	/** UTF-8 bytes of the story as people write it, with its line break. */
	readonly bytes: number;
	readonly readers: Readonly<Record<ReaderId, Reader>>;
}

export interface Total {
	readonly bits: number;
	readonly natsPerToken: number;
	readonly bitsPerByte: number;
}

export function totalOf({ bytes, readers }: SurpriseStory, id: ReaderId): Total {
	const { nats } = readers[id];
	const sum = nats.reduce((all, n) => all + n, 0);
	return { bits: sum / Math.LN2, natsPerToken: sum / nats.length, bitsPerByte: sum / Math.LN2 / bytes };
}

/** Step of the colour scale, 0 to 8: one for each bit. */
export function shadeOf(nats: number): number {
	return Math.min(8, Math.round(nats / Math.LN2));
}
