/** The verdict on uploaded weights of lab 4.2: hidden questions, drawn with the installation's secret, answered with the most probable tokens. */
import * as tf from '@tensorflow/tfjs';
import { drawInstructions } from '#data/tasks/instructions.ts';
import { gptConfigOf, gptShapes } from '#labs/kit/gpt-shapes.ts';
import type { WeightsMeasure } from '#labs/kit/weights-measure.ts';
import { askInstructions } from './ask.ts';

const QUESTIONS = 500;

export const measure: WeightsMeasure = {
	shapes: (config) => gptShapes(gptConfigOf(config)),
	async measure({ tensors, config }, { split, seed }) {
		const weights = new Map([...tensors].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]));
		const questions = drawInstructions(split, seed, QUESTIONS);
		const { share, standardError } = await askInstructions(gptConfigOf(config), weights, questions);
		tf.dispose([...weights.values()]);
		return { value: share, standardError, count: QUESTIONS };
	},
};
