/** How uploaded weights of lab 7.1 are judged: by the share of problems, of every length alike, that they answer right after thinking. Server only. */
import * as tf from '@tensorflow/tfjs';
import { answerOf, drawChains } from '#data/tasks/chains.ts';
import { gptConfigOf, gptShapes } from '../kit/gpt-shapes.ts';
import { createReasoner, scoreThoughts } from '../kit/reasoner.ts';
import type { WeightsMeasure } from '../kit/weights-measure.ts';

const PROBLEMS = 512;

export const measure: WeightsMeasure = {
	shapes: (config) => gptShapes(gptConfigOf(config)),
	async measure({ config, tensors }, { split, seed }) {
		const most = config['most'] ?? 4;
		const weights = new Map([...tensors].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])] as const));
		const reasoner = createReasoner(weights, gptConfigOf(config), most);
		try {
			const chains = drawChains(split, seed, 'uniform', most, PROBLEMS, config['largest']);
			const thoughts = await reasoner.think(chains, { temperature: 0, seed: 0 });
			const { accuracy } = scoreThoughts(chains, thoughts, answerOf);
			return { value: accuracy, standardError: Math.sqrt((accuracy * (1 - accuracy)) / PROBLEMS), count: PROBLEMS };
		} finally {
			reasoner.dispose();
			tf.dispose([...weights.values()]);
		}
	},
};
