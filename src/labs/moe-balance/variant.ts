/** Near transfer, for the independent re-check: the same idea for groups of experts, with a step in proportion and a floor. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'queues',
	lab: 'moe-balance',
	title: 'Lanes at the checkout',
	minutes: 15,
	exports: ['nextPrices'],
	task: `A shop steers its customers by a price for each lane. Write \`nextPrices(prices, lanes, rate)\`.

\`lanes\` is int32 \`[customers, visits]\`: the lanes that each customer went through; every visit counts. \`prices\` is \`[n]\`, one for each lane. A **busy** lane becomes dearer, an idle one cheaper.

1. The load of a lane is its share of all visits.
2. Its price rises by \`rate\` times (load · n − 1). The step is **in proportion** here: a lane with twice its even share rises by \`rate\`.
3. Then all prices are shifted by the same amount, so that the **lowest is 0**.

Return the new prices, \`[n]\`. Change none of the inputs. \`oneHot(indices, count)\` from \`gradus\` is there as in the lab.`,
	starter: `import type * as tf from '@tensorflow/tfjs';
import { oneHot } from 'gradus';

/** prices [n], lanes int32 [customers, visits] → [n]. */
export function nextPrices(prices: tf.Tensor, lanes: tf.Tensor2D, rate: number): tf.Tensor {
	return prices.clone();
}
`,
});
