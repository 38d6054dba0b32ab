/** Names of the library's small ops as the labs use them. On the GPU each is a fused kernel of the engine, elsewhere plain tfjs. */
import type * as tf from '@tensorflow/tfjs';
import { softmaxCrossEntropy } from '#engine/ops/cross-entropy.ts';

/** Mean of −log p(target) over all positions. logits [..., vocab], targets int32 of the leading shape. In nats per token. */
export function crossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Scalar {
	return softmaxCrossEntropy(logits, targets);
}
