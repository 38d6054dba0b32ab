/** One sentence for each diagnosis: what was seen, never the fix. Shared by the public and the hidden checks. */
export const TEXTS: Readonly<Record<string, string>> = {
	'not-started': 'Nothing is written yet: the conversation comes out empty.',
	'learns-everything': 'The model is asked to learn the questions too.',
	'end-not-learned': 'The end of an answer is not learned.',
	'learns-the-mark': 'The mark <assistant> counts as a part of the answer.',
	'only-last-answer': 'In a conversation of two turns only the last answer is learned.',
	'no-end': 'An answer has no <end>.',
	'no-assistant-mark': 'Nothing marks where the answer begins.',
	'wrong-template': 'The tokens or their marks differ from the template.',
	'pack-not-started': 'There are no rows.',
	'positions-run-on': 'The places of a second text go on where the first one ended.',
	'one-segment': 'All texts of a row carry the same number.',
	'segments-run-on': 'The texts of a second row are not counted from 1 again.',
	'one-text-a-row': 'Every text gets a row of its own, and most of each row is padding.',
	'cut-texts': 'A text that does not fit is cut in two.',
	'not-filled': 'Rows are shorter than asked for.',
	'wrong-rows': 'The rows differ from the texts in order, with padding behind them.',
	'sight-not-started': 'No token may read anything.',
	'reads-other-texts': 'A token may read the texts that stand before its own in the row.',
	'reads-the-future': 'A token may read what comes after it.',
	'not-itself': 'A token may not read itself.',
	'only-itself': 'A token reads itself and nothing else.',
	'wrong-sight': 'What may be read differs from the past of the own text.',
	'loss-not-started': 'The loss is 0 whatever the logits say.',
	'questions-count': 'The loss counts the questions too, whatever `learned` says.',
	'mean-over-all': 'The sum over the answers is divided by the number of all tokens.',
	'mask-not-shifted': 'The mask stands one place away from the tokens that it belongs to.',
	'targets-not-shifted': 'Each place is asked for the token that it was given.',
	'not-a-mean': 'The loss grows with the number of learned tokens.',
	'mean-of-rows': 'A mean is taken of each row first, so that a short answer weighs more than a long one.',
	'wrong-loss': 'The loss differs from the mean surprise at the learned tokens.',
};

export function textOf(diagnosis: string): string {
	return TEXTS[diagnosis] ?? diagnosis;
}
