/** The kit's GPT over packed rows: places and sight come with the batch. Refuses a sight of another shape than its rows. */
import * as tf from '@tensorflow/tfjs';
import { createGpt, type Gpt, type GptConfig, type StartingWeights } from 'gradus';

export interface PackedModel {
	readonly gpt: Gpt;
	/** tokens and positions int32 [batch, time], sight [batch, time, time] with 1 where a row may read a column → logits [batch, time, vocabulary]. */
	logits(tokens: tf.Tensor2D, positions: tf.Tensor2D, sight: tf.Tensor): tf.Tensor3D;
	dispose(): void;
}

export function createPackedModel(config: GptConfig, weights: StartingWeights): PackedModel {
	let current: tf.Tensor | null = null;
	const gpt = createGpt(config, weights, (q, k, v) => {
		const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(q.shape.at(-1) ?? 1)); // [batch, heads, time, time]
		const hidden = current === null ? 0 : tf.mul(tf.sub(1, tf.expandDims(current, 1)), -1e9);
		return tf.matMul(tf.softmax(tf.add(scores, hidden)), v);
	});
	return {
		gpt,
		logits(tokens, positions, sight) {
			const [batch, time] = tokens.shape;
			if (sight.shape.join() !== [batch, time, time].join())
				throw new Error(`mayAttend must give [${batch}, ${time}, ${time}] for these rows; it gave [${sight.shape.join(', ')}].`);
			current = tf.cast(sight, 'float32');
			try {
				return gpt.logitsAt(tokens, positions);
			} finally {
				current = null;
			}
		},
		dispose: () => gpt.dispose(),
	};
}
