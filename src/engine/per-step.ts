/**
 * Numbers that JavaScript makes anew for each step, also for a step that is replayed: a scheduled learning rate, a seed, a counter.
 * On every backend the function is called exactly once a step, where the step's code stands.
 */
import * as tf from '@tensorflow/tfjs';
import { gpuRunner } from './gpu/kernel.ts';

/** A tensor of the given shape whose numbers `make` gives. Its size must not change. */
export function perStep(make: () => readonly number[], shape: number[], dtype: 'float32' | 'int32' = 'float32'): tf.Tensor {
	const supply = (): tf.TypedArray => (dtype === 'float32' ? Float32Array.from(make()) : Int32Array.from(make()));
	const tensor = tf.tensor(supply(), shape, dtype);
	gpuRunner()?.supply(tensor, supply);
	return tensor;
}
