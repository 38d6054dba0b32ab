/** The kit's GPT in plain tfjs ops with the starting weights that all engines share, its loss, and tfjs's Adam. */
import * as tf from '@tensorflow/tfjs';
import { causalAttention } from 'my/causal-attention';
import { createGpt, type Gpt, initialWeights } from '#labs/kit/gpt.ts';
import { crossEntropy } from '#labs/kit/ops.ts';
import { ADAM, type BenchConfig, SEED } from '../engine.ts';

export interface PlainGpt {
	readonly gpt: Gpt;
	readonly parameters: number;
	/** One step of Adam; the loss before it. */
	step(tokens: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar;
	dispose(): void;
}

export function createPlainGpt(config: BenchConfig): PlainGpt {
	const gpt = createGpt(config, initialWeights(config, SEED), causalAttention);
	const optimizer = tf.train.adam(ADAM.rate, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
	const variables = [...gpt.params.values()];
	return {
		gpt,
		parameters: variables.reduce((sum, { size }) => sum + size, 0),
		step(tokens, targets) {
			const loss = optimizer.minimize(() => crossEntropy(gpt.logits(tokens), targets), true, variables);
			if (loss === null) throw new Error('tfjs gave no loss back.');
			return loss;
		},
		dispose() {
			optimizer.dispose();
			gpt.dispose();
		},
	};
}
