/** One sentence for each diagnosis: what was seen, never the fix. Shared by the public and the hidden checks. */
export const TEXTS: Readonly<Record<string, string>> = {
	'not-started': 'The loss is 0 whatever the scores are: no label is compared with anything yet.',
	overflows: 'Where the scores of a pair lie far apart in the wrong order, the loss is not a number any more.',
	'not-mean': 'Twice as many pairs give twice the loss.',
	'depends-on-level': 'Adding the same number to all scores changes the loss.',
	'wrong-way': 'The loss falls when the rejected messages score higher.',
	'not-log-likelihood': 'The loss is not −log of the probability of the label, in natural logarithms.',
	'no-gradient': 'No gradient flows back from the loss to the scores.',
	'not-a-probability': 'What comes out is not between 0 and 1, or the two orders of a pair do not add up to 1.',
	'probability-wrong-way': 'The message with the lower score comes out as the likelier choice.',
	'not-logistic': 'The probability is not the logistic function of the difference of the scores.',
	'calibration-not-started': 'Every row of the table is 0.',
	'last-bin-lost': 'A probability of exactly 1 is counted in no bin.',
	'empty-bin-nan': 'A bin without pairs holds something that is no number.',
	'middle-of-bin': 'The first column holds the middle of each bin instead of what was claimed there.',
	'share-of-all': 'Means of a bin are divided by the number of all pairs.',
	'wrong-bins': 'Some pairs are counted in the wrong bin.',
};

export function textOf(diagnosis: string): string {
	return TEXTS[diagnosis] ?? diagnosis;
}
