/** One sentence for each diagnosis: what was seen, never the fix. Shared by the public and the hidden checks. */
export const TEXTS: Readonly<Record<string, string>> = {
	'not-started': 'A function still gives back what the starter gave.',
	'vocabulary-from-text':
		'The table is only as large as the tokens of this text ask for. A token that a text lacks still has a row and a column.',
	'rows-and-columns-swapped': 'Row and column are swapped: the row of a token counts what came before it.',
	'seen-not-counted': 'A pair that occurs three times has the count 1: it is marked as seen, not counted.',
	'last-pair-missed': 'One pair is missing: the last token of the text is nowhere counted as a successor.',
	'counts-single-tokens': 'Only the diagonal is filled: tokens are counted, not pairs of neighbours.',
	'counts-both-directions': 'Every pair is counted in both directions.',
	'other-counts': 'The counts differ from how often each token follows each other one.',
	'joint-probabilities': 'The whole table sums to one, and no row does: these are shares of all pairs, not of what follows one token.',
	'normalised-by-column': 'The columns sum to one, and the rows do not.',
	'smoothing-below-the-line': 'The rows sum to more than one: what was added to the counts was not added to what they are divided by.',
	'shares-do-not-sum-to-one': 'The rows do not sum to one.',
	'no-smoothing': 'A pair that was never seen has probability 0.',
	'fixed-smoothing': 'The shares are those of a smoothing of 1, whatever smoothing was asked for.',
	'only-zeros-smoothed': 'Only the pairs that were never seen were raised; the others were left as they are.',
	'other-shares': 'The rows sum to one, and the shares are not those of the smoothed counts.',
	'changes-its-input': 'The table of counts is no longer the same after the call.',
	'loss-in-bits': 'A table that knows nothing scores the logarithm to base 2 of the vocabulary size: these are bits.',
	'no-minus-sign': 'The loss is negative: the logarithm of a probability is, and a surprise is not.',
	'sum-not-mean': 'The loss grows with the length of the text: twice as many tokens, twice the loss.',
	'divides-by-all-tokens': 'The loss is a little too low, and more so in short texts: it is divided by one token too many.',
	perplexity: 'A table that knows nothing scores the vocabulary size itself: this is the exponential of the loss.',
	'predicts-backwards': 'The table is read the wrong way round: a model that knows what comes next is asked what came before.',
	'predicts-itself': 'The table is asked whether each token follows itself.',
	'log-of-mean': 'The probabilities are averaged first, and the logarithm is taken of their mean.',
	'product-underflows': 'On a long text the loss is not finite.',
	'other-loss': 'The loss is not the mean surprise over the predicted tokens.',
	'nats-not-bits': 'One nat per byte comes out as 1: these are nats.',
	'times-ln-2': 'One nat comes out as less than one bit, although the bit is the smaller unit.',
	'bits-per-token': 'The number of tokens and the number of bytes change nothing: these are bits per token.',
	'bytes-per-token-upside-down': 'A text with more bytes per token comes out with more bits per byte.',
	'other-bits': 'The bits per byte are not those of the whole text, divided by its bytes.',
};

export function textOf(diagnosis: string): string {
	return TEXTS[diagnosis] ?? diagnosis;
}

/** The sentences of some diagnoses, for a hidden check. */
export function textsOf(diagnoses: readonly string[]): Readonly<Record<string, string>> {
	return Object.fromEntries(diagnoses.map((diagnosis) => [diagnosis, textOf(diagnosis)]));
}
