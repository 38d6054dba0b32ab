/**
 * The shipped reasoner, ready to answer: for labs that measure and train nothing. Its sizes are the preset's.
 * Refuses a run without a base, and a base of other sizes.
 */
import * as tf from '@tensorflow/tfjs';
import { decodeSafetensors } from '#contract/safetensors.ts';
import { countParameters, gptConfigOf } from './gpt-shapes.ts';
import type { TrainHost } from './host.ts';
import { createReasoner, type Reasoner } from './reasoner.ts';

export interface OpenReasoner extends Reasoner {
	/** Weights of the model. */
	readonly parameters: number;
}

/** `config.most`: operations that the base's prompt has room for. */
export function openReasoner({ base, config }: Pick<TrainHost, 'base' | 'config'>): OpenReasoner {
	if (base === null) throw new Error('This lab needs the checkpoint reasoner-base, and the run was given none.');
	const read = decodeSafetensors(new Uint8Array(base));
	if (!read.ok) throw new Error(`The checkpoint reasoner-base cannot be read. ${read.message}`);
	const sizes = gptConfigOf(config);
	const weights = new Map([...read.weights.tensors].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])] as const));
	const reasoner = createReasoner(weights, sizes, config['most'] ?? 8);
	return {
		...reasoner,
		parameters: countParameters(sizes),
		dispose() {
			reasoner.dispose();
			tf.dispose([...weights.values()]);
		},
	};
}
