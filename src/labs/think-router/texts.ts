/** One sentence for each diagnosis: what was seen, never the fix. Shared by the public and the hidden checks. */
export const TEXTS: Readonly<Record<string, string>> = {
	'raw-logit': 'The confidence is the largest score itself: it changes when all scores grow by the same amount.',
	'too-large-for-exp': 'Large scores give NaN: their exponential has no finite value.',
	margin: 'The confidence is the lead over the second answer, not the share of the first.',
	'wrong-confidence': 'The confidence is not the largest share of the softmax.',
	'fixed-threshold': 'The choice does not follow the budget: it is the same for every budget.',
	'most-sure-first': 'The surest questions are thought about, and the doubtful ones are not.',
	'in-order': 'The first questions of the list are thought about, however sure their answers are.',
	'over-budget': 'The mean cost is above the budget.',
	'forgets-direct': 'The tokens of the answers at once are not paid for.',
	'thinks-instead': 'A thought is paid for as if the answer at once had been free of charge where it is thrown away.',
	'wrong-route': 'Another choice of questions fits the budget and follows the confidences.',
	'always-the-mean': 'The coin has the same accuracy whatever it may spend.',
	'wrong-way-round': 'The coin gets worse with more tokens: the two ways are swapped.',
	'share-of-always': 'The share that thinks is taken as tokens over the tokens of always thinking. Not thinking costs something too.',
	'not-clipped': 'Beyond the two ways the line goes on: a coin would be better than always thinking.',
	'wrong-coin': 'The accuracy of the coin is not on the line between the two ways.',
};

export function textOf(diagnosis: string): string {
	return TEXTS[diagnosis] ?? diagnosis;
}
