/** One sentence for each diagnosis: what was seen, never the fix. Shared by the public and the hidden checks. */
export const TEXTS: Readonly<Record<string, string>> = {
	'not-started': 'The loss is 0 whatever the model says: nothing is compared with the text yet.',
	'targets-not-shifted': 'A model that merely repeats the token it was given scores best: each place is compared with itself.',
	'targets-unused': 'The loss stays the same when the targets change.',
	'loss-not-mean': 'The loss grows with the amount of text: twice as many tokens, twice the loss.',
	'loss-mean-of-batch': 'The loss grows with the length of the texts.',
	'not-in-nats': 'A model that knows nothing does not score the natural logarithm of the vocabulary size.',
	'decays-vectors': 'Decay acts on tensors of one dimension, such as biases and the gains of a LayerNorm.',
	'decays-nothing': 'No matrix decays.',
	'no-warm-up': 'The first step already runs at the full rate.',
	'warm-up-off-by-one': 'The warm-up is one step out: the peak is not reached at its 20th step, or the first step does not move at all.',
	'cosine-ends-elsewhere': 'The rate of the last step is not the one that was asked for.',
	'wrong-schedule': 'The rates differ from warm-up and cosine between their ends.',
	'nothing-moves': 'The parameters are the same after the step as before it.',
	'no-bias-correction': 'The first step is shorter than the learning rate: the running means still lean towards zero.',
	'step-not-counted': 'Every step is corrected as if it were the first.',
	'l2-instead-of-decoupled': 'A weight with no gradient moves by the full rate: its decay goes through the ratio.',
	'no-decay': 'Matrices do not shrink when their gradient is zero.',
	'decay-without-rate': 'The decay does not follow the learning rate.',
	'clips-each-tensor': 'The gradients of different tensors are scaled by different factors, so the step changes its direction.',
	'no-clipping': 'A gradient ten times too long leaves ten times the trace in the running means.',
	'clips-after-means': 'An outlier is shortened only after it has entered the running means.',
	'means-forgotten': 'The second step does not remember the first.',
	'leaves-tensors': 'A step leaves tensors behind, and a run has hundreds of steps.',
	'wrong-step': 'The parameters after the step differ from AdamW.',
};

export function textOf(diagnosis: string): string {
	return TEXTS[diagnosis] ?? diagnosis;
}
