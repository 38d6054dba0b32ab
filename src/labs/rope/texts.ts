/** One sentence for each diagnosis: what was seen, never the fix. Shared by the public and the hidden checks. */
export const TEXTS: Readonly<Record<string, string>> = {
	'not-started': 'Every row comes back as it went in, whatever its position.',
	interleaved: 'Dimension 0 turns with dimension 1, 2 with 3: this is the interleaved layout. The lab asks for the half-split one.',
	'wrong-pairs': 'Dimension 0 does not turn together with the first dimension of the second half.',
	'not-a-rotation': 'The length of a row changes: what is done to a pair is no turn.',
	'turns-backwards': 'The pairs turn the other way round: the second half loses where it should gain.',
	'one-speed': 'All pairs turn at the same speed.',
	'base-ignored': 'The speeds are those of the base 10000, whatever base was asked for.',
	'speeds-grow': 'The later pairs turn faster, not slower.',
	'exponent-not-shared': 'The speeds fall too fast: their exponent is not divided by the width of the head.',
	'exponent-without-two': 'The speeds fall too slowly: from one pair to the next by the square root of what they should.',
	degrees: 'The angles are too small by a factor of about 57: radians were taken for degrees.',
	'starts-at-one': 'The first row is turned already: it is taken for position 1.',
	'depends-on-length': 'The same row at the same position turns by another angle in a longer sequence.',
	'offset-ignored': 'The offset changes nothing: the first row always counts as position 0.',
	'wrong-angles': 'The angles differ from position times speed.',
	'rank-two-only': 'Two axes work, and with a batch or heads in front they do not.',
	'attention-not-turned': 'The scores do not depend on positions: neither queries nor keys are turned.',
	'one-side-turned':
		'The scores depend on where a token stands, not on how far apart two tokens are: only one of queries and keys is turned.',
	'values-turned': 'A mixture of equal values is not that value: the values are turned too.',
	'wrong-attention': 'The output differs from causal attention over turned queries and keys.',
	'no-gradient': 'No gradient reaches the input, or a wrong one does.',
};

export function textOf(diagnosis: string): string {
	return TEXTS[diagnosis] ?? diagnosis;
}
