/** One sentence for each diagnosis: what was seen, never the fix. Shared by the public and the hidden checks. */
export const TEXTS: Readonly<Record<string, string>> = {
	'not-started': 'Every chosen expert counts fully, whatever the router says: the weights are not weights yet.',
	'wrong-experts': 'With the logits 1, 2, 0 and two choices, the best expert is 1 and the second best is 0.',
	'softmax-over-chosen':
		'The weights of the chosen experts sum to one, as if the others did not exist. With a single choice every weight is then 1.',
	'raw-logits': 'The weights are the logits themselves: they can be negative, and they are no shares of anything.',
	'weights-in-expert-order': 'The weights do not belong to the experts beside which they stand: choice 0 is the best expert, not expert 0.',
	'wrong-softmax-axis': 'The probabilities of a token depend on the other tokens of the batch.',
	'no-gate-gradient': 'The router cannot learn: the gradient does not reach its logits as it should.',
	'wrong-seats': 'The experts are not given [experts, capacity, d].',
	'seat-shared': 'Some seat holds a sum of tokens, or a token that was scaled on its way.',
	'seat-off-by-one': 'The first seat of an expert stays empty, and the last token that would fit stands outside.',
	'overflow-shares-seat': 'Tokens that came too late share the last seat.',
	'wrong-guests': 'An expert is given a token that did not choose it.',
	'wrong-order': 'Seats are not taken in the order of the tokens, from the first seat on.',
	'weights-unused': 'The output is the same with all weights at 0: the weights are not used.',
	'first-choice-only': 'The output does not change when the second choice loses its weight: only the first is added.',
	'wrong-mixture': 'The output is not the weighted sum of what the chosen experts gave.',
	'too-much-work': 'The experts do more than their seats hold: all of them work on all of their seats in one run of the bank.',
	'no-mixture-gradient': 'A gradient through the mixture is missing or wrong.',
};
