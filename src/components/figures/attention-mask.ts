/**
 * One attention head over eight words, with the mask in three places: the numbers of the figure in lesson 1.4.
 * The scores are fixed; everything else is computed, here for the server's first drawing and in the page for each change.
 */

export type MaskPlace = 'none' | 'after' | 'before';
export type LastWord = 'it' | 'fox';

export interface MaskState {
	readonly place: MaskPlace;
	readonly last: LastWord;
	/** Row that is outlined and read out. */
	readonly row: number;
}

export interface AttentionRow {
	readonly word: string;
	readonly weights: readonly number[];
	readonly sum: number;
	/** True when another last word changes this row. */
	readonly moves: boolean;
}

const WORDS = ['Mira', 'lost', 'her', 'kite', '.', 'She', 'found'] as const;
/** Scores of each row for the first seven words; the eighth depends on the last word. */
const SCORES = [
	[1.2, 0.3, 0.4, 0.1, -0.6, 0.6, 0.2],
	[1.6, 0.6, 0.1, 0.9, -0.7, 0.3, 0.8],
	[2.1, 0.4, 0.5, 0.6, -0.6, 1.2, 0.1],
	[0.5, 1.2, 1.4, 0.7, -0.4, 0.2, 0.9],
	[0.2, 0.9, 0.1, 1.1, 0.8, 0.3, 0.4],
	[2.6, 0.2, 1.3, 0.1, -0.3, 0.7, 0.3],
	[0.9, 1.4, 0.1, 1.7, -0.2, 1.2, 0.6],
	[0.2, 0.5, 0.3, 2.8, -0.1, 0.4, 1.1],
] as const;
const LAST_SCORES: Readonly<Record<LastWord, readonly number[]>> = {
	it: [0.3, 1.4, 0.2, 1.9, 0.1, 0.4, 1.6, 0.7],
	fox: [1.5, 0.2, 1.1, 0.3, 1.2, 1.7, 0.6, 0.7],
};
/** A change below half a percent is not printed, so it is not called a move. */
const VISIBLE = 0.004;

export const ROWS = SCORES.length;

export function attentionRows(place: MaskPlace, last: LastWord): AttentionRow[] {
	const other = weightsOf(place, last === 'it' ? 'fox' : 'it');
	return weightsOf(place, last).map((weights, row) => ({
		word: WORDS[row] ?? last,
		weights,
		sum: weights.reduce((total, weight) => total + weight, 0),
		moves: weights.some((weight, column) => Math.abs(weight - (other[row]?.[column] ?? 0)) > VISIBLE),
	}));
}

/** Row i over column j. `before` leaves the future out of the sum; `after` only blanks it. */
function weightsOf(place: MaskPlace, last: LastWord): number[][] {
	return SCORES.map((known, i) => {
		const votes = [...known, LAST_SCORES[last][i] ?? 0].map((score, j) => (place === 'before' && j > i ? 0 : Math.exp(score)));
		const total = votes.reduce((sum, vote) => sum + vote, 0);
		return votes.map((vote, j) => (place === 'after' && j > i ? 0 : vote / total));
	});
}

const SAY: Readonly<Record<MaskPlace, readonly [string, (row: AttentionRow) => string]>> = {
	none: [
		'No mask.',
		() => 'Every word reads every other. Row sums are 1.00 and all rows move: in training, this model can copy the answer.',
	],
	after: [
		'Masked after the softmax.',
		(row) =>
			`The upper triangle is zero, so it looks causal. It is not: row “${row.word}” sums to ${row.sum.toFixed(2)}. The rest went to words that come later, and every earlier row moves when the last word changes.`,
	],
	before: [
		'Masked before the softmax.',
		() =>
			'Each row shares exactly one unit among the words so far. Change the last word: only its own row moves. This is the version you will write.',
	],
};

export function describeMask(state: MaskState): { readonly head: string; readonly text: string } {
	const row = attentionRows(state.place, state.last)[state.row];
	const [head, text] = SAY[state.place];
	return { head, text: row ? text(row) : '' };
}
