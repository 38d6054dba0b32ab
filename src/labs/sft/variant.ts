/** Near transfer, for the independent re-check: another template, in which a system text comes first and answers carry weights. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'weighted',
	lab: 'sft',
	title: 'Answers that count by their marks',
	minutes: 15,
	exports: ['lossOfAnswers'],
	task: `Write \`lossOfAnswers(marks, targets, logits)\`: a loss in which each text of a row counts by its own mark.

- \`logits\`: \`[batch, time, vocabulary]\`. Place *t* of the logits already speaks of place *t* of \`targets\`: here nothing is to be shifted.
- \`targets\`: int32 \`[batch, time]\`.
- \`marks\`: float32 \`[batch, time]\`: 0 where a token is not learned, else a weight above 0 (a teacher's mark for that answer).
- Returns one number: the sum over all tokens of mark × surprise in nats, divided by the sum of all marks. Without any mark above 0 it is 0, not NaN.`,
	starter: `import * as tf from '@tensorflow/tfjs';

/** Mind the order of the arguments. */
export function lossOfAnswers(_marks: tf.Tensor, _targets: tf.Tensor, _logits: tf.Tensor): tf.Scalar {
	return tf.scalar(1);
}
`,
});
