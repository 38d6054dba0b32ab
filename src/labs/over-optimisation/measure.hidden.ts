/** The verdict on uploaded weights of lab 5.3: messages are drawn from them with the installation's secret, and counted at their true worth. */
import * as tf from '@tensorflow/tfjs';
import { fnv1a } from '#data/storyland/random.ts';
import { MESSAGE_LENGTH, MESSAGE_START } from '#data/tasks/messages.ts';
import { createDecoder } from '#engine/generate/create-decoder.ts';
import { gptConfigOf, gptShapes } from '#labs/kit/gpt-shapes.ts';
import type { WeightsMeasure } from '#labs/kit/weights-measure.ts';
import { rowsOfTokens, worthOf } from './rows.ts';

const [MESSAGES, AT_ONCE] = [2_048, 512] as const;

export const measure: WeightsMeasure = {
	shapes: (config) => gptShapes(gptConfigOf(config)),
	async measure({ tensors, config }, { split, seed }) {
		const gpt = gptConfigOf(config);
		const weights = new Map([...tensors].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]));
		const decoder = createDecoder({
			config: { ...gpt, norm: 'layer', position: 'learned', activation: 'gelu' },
			weights,
			maxBatch: AT_ONCE,
			maxTime: 1 + MESSAGE_LENGTH,
		});
		const prompts = tf.fill([AT_ONCE, 1], MESSAGE_START, 'int32');
		const messages: number[][] = [];
		for (let drawn = 0; drawn < MESSAGES; drawn += AT_ONCE) {
			const { tokens } = await decoder.generate({ prompts, maxNew: MESSAGE_LENGTH, seed: fnv1a(`${split}/${seed}/${drawn}`) });
			messages.push(...rowsOfTokens(tokens));
		}
		decoder.dispose();
		tf.dispose([prompts, ...weights.values()]);
		const { mean, standardError } = worthOf(messages);
		return { value: mean, standardError, count: messages.length };
	},
};
