/** One sentence for each diagnosis: what was seen, never the fix. Shared by the public and the hidden checks. */
export const TEXTS: Readonly<Record<string, string>> = {
	'not-started': 'The trace is the same whatever the chain is: nothing is worked out yet.',
	'answer-only': 'The trace is right and holds nothing but the answer: there is no step in it.',
	'bare-results': 'The trace lists the results alone. From a result the model cannot see which operation comes next.',
	'results-missing': 'The trace copies the operations and leaves out what they lead to.',
	'result-before-step': 'Each step ends with the value before its operation, not after it.',
	'value-first': 'Each result stands in front of its operation: the model would have to write it before it has copied what leads to it.',
	'answer-first': 'The answer stands in front of the steps, where no step can help it.',
	'not-reduced': 'A value has more than one digit: the chain is worked modulo 10, and each value is one token.',
	'negative-values': 'A value has a minus sign: in JavaScript −2 % 10 is −2.',
	'product-first': 'The answer follows the rule that products come before sums. These chains are worked from left to right.',
	'no-end': 'The trace does not end with a full stop, so the model never learns to stop.',
	'wrong-trace': 'The trace differs from the format of the task.',
	'not-shifted': 'The targets are the inputs themselves: each place is asked for the token that it has just read.',
	'prompt-counted': 'The loss counts tokens of the prompt, which are the question and cannot be foretold.',
	'padding-counted': 'The loss counts padding.',
	'mask-at-inputs': 'The mask is one place late: its first 1 belongs to the second token of the reply, its last to the padding.',
	'end-not-counted': 'The last token of the reply does not count, so the model is never told to stop.',
	'only-answer-counted': 'The loss counts the answer alone: the steps are shown and never asked for.',
	'nothing-counted': 'The mask is 0 everywhere.',
	'too-long': 'The lists have as many numbers as the row has tokens. The last token has no successor.',
	'wrong-row': 'The row differs from the one that was asked for.',
	'never-answers': 'No answer is found, even where one stands.',
	'last-digit': 'A reply that was cut off in the middle of a step is given an answer: its last digit.',
	'empty-is-zero': 'A reply without a digit behind # counts as the answer 0.',
	'not-a-number': 'A reply without an answer gives NaN where null was asked for.',
	'last-mark': 'A reply with a second # is read there. The first answer counts.',
	'any-digit': 'A digit counts that does not stand right behind the #.',
	'wrong-answer': 'The answer that was read is not the one in the reply.',
};

export function textOf(diagnosis: string): string {
	return TEXTS[diagnosis] ?? diagnosis;
}
