/**
 * Two conversations in one row, token by token: what each may read, what it is asked for and whether that counts. The numbers of the figure in
 * lesson 4.2, with the mask, the places and the shift right or wrong. The rule that the lab asks for stands here in plain loops over two texts.
 */

export type PackingSight = 'own' | 'all';

export interface PackingState {
	readonly sight: PackingSight;
	/** The place that is looked at. */
	readonly at: number;
}

export interface PackedToken {
	readonly word: string;
	readonly text: 1 | 2;
	/** Place in its own text. */
	readonly place: number;
	/** The model is to learn to write it. */
	readonly isLearned: boolean;
}

const FIRST = ['<user>', 'fox', 'owl', '.', 'last', '<end>', '<assistant>', 'owl', '<end>'] as const;
const SECOND = ['<user>', 'bear', 'hare', 'mole', '.', 'first', '<end>', '<assistant>', 'bear', '<end>'] as const;
/** Of each text, the last two tokens: the answer and its end. */
const LEARNED = 2;

function tokensOf(words: readonly string[], text: 1 | 2): PackedToken[] {
	return words.map((word, place) => ({ word, text, place, isLearned: place >= words.length - LEARNED }));
}

export const PACKED: readonly PackedToken[] = [...tokensOf(FIRST, 1), ...tokensOf(SECOND, 2)];

export function mayRead(sight: PackingSight, row: number, column: number): boolean {
	const sees = sight === 'all' || PACKED[row]?.text === PACKED[column]?.text;
	return sees && column <= row;
}

export interface PlaceFacts {
	readonly token: PackedToken;
	/** Tokens of another text among those that it reads. */
	readonly leaks: number;
	readonly reads: number;
	/** The token after it; null at the end of the row. */
	readonly next: PackedToken | null;
}

export function factsAt({ sight, at }: PackingState): PlaceFacts | null {
	const token = PACKED[at];
	if (token === undefined) return null;
	const read = PACKED.filter((_, column) => mayRead(sight, at, column));
	return { token, reads: read.length, leaks: read.filter(({ text }) => text !== token.text).length, next: PACKED[at + 1] ?? null };
}

/** Learned tokens of the row, and all that follow another. */
export function countLearned(): { learned: number; asked: number } {
	return { learned: PACKED.slice(1).filter(({ isLearned }) => isLearned).length, asked: PACKED.length - 1 };
}
