/**
 * Dropout (Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from overfitting") whose mask is a function of a seed:
 * never stored, made again for the gradient, and the same on every backend.
 */
import * as tf from '@tensorflow/tfjs';
import { foldedGrid, GROUP_INDEX_WGSL } from '../gpu/folded-grid.ts';
import { f32, gpuRunner, type KernelRunner, runKernel, u32 } from '../gpu/kernel.ts';
import { requireFloats } from './check-tensor.ts';
import { RANDOM_WGSL, randomPair, seedBits } from './random.ts';
import { THREADS } from './row-layout.ts';
import { withGradient } from './with-gradient.ts';

/**
 * Sets each entry to zero with this probability and divides the others by 1 - probability, so that the mean stays. The same seed, stream
 * and size drop the same entries everywhere. Give every dropout of a step its own stream and every step its own seed: in a compiled step
 * the seed is a tensor that the step takes as an input. A seed is a whole number, up to 2^24 where its tensor is float32.
 * On the GPU its gradient is not differentiable again.
 * @throws when probability is not in [0, 1), x is not float32, or the seed is neither a number nor a scalar
 */
export function dropout(x: tf.Tensor, probability: number, seed: tf.Tensor | number, stream = 0): tf.Tensor {
	if (!(probability >= 0 && probability < 1))
		throw new Error(`dropout: probability is ${probability}, but needs to be at least 0 and below 1: with 1 nothing would be left.`);
	requireFloats('dropout', { x });
	if (typeof seed !== 'number' && seed.size !== 1)
		throw new Error(`dropout: seed has the shape [${seed.shape.join()}], but needs to be one number or a scalar: tf.scalar(7, 'int32').`);
	// The usual way to switch it off for evaluation.
	if (probability === 0) return tf.clone(x);
	const runner = gpuRunner();
	if (runner === null || x.size === 0) return dropoutReference(x, probability, seed, stream);
	return tf.tidy(() => {
		const seedTensor = typeof seed === 'number' ? tf.scalar(seed, 'int32') : seed;
		return withGradient([x], () => ({
			value: dropped(runner, x, probability, seedTensor, stream),
			saved: [seedTensor],
			gradient: (dy, [kept]) => [dropped(runner, dy, probability, kept, stream)],
		}));
	});
}

/** The same in plain tfjs, with the mask from JavaScript: it reads the seed, so a step with it is not replayed. */
export function dropoutReference(x: tf.Tensor, probability: number, seed: tf.Tensor | number, stream = 0): tf.Tensor {
	return tf.tidy(() => {
		const bits = seedBits(typeof seed === 'number' ? seed : (seed.dataSync()[0] ?? 0));
		const threshold = thresholdOf(probability);
		const scale = 1 / (1 - probability);
		const mask = new Float32Array(x.size);
		for (let pair = 0; 2 * pair < mask.length; pair += 1) {
			const [even, odd] = randomPair(bits, pair, stream);
			mask[2 * pair] = even < threshold ? 0 : scale;
			if (2 * pair + 1 < mask.length) mask[2 * pair + 1] = odd < threshold ? 0 : scale;
		}
		return tf.mul(x, tf.tensor(mask, x.shape));
	});
}

/** Random numbers below it drop an entry: compared as whole numbers, so that no backend rounds them its own way. */
function thresholdOf(probability: number): number {
	return Math.floor(probability * 2 ** 32);
}

/** Forward of x, and of dy the gradient. One pair of random numbers for two neighbours. */
function dropped(runner: KernelRunner, x: tf.Tensor, probability: number, seed: tf.Tensor, stream: number): tf.Tensor {
	const pairs = Math.ceil(x.size / 2);
	const { y } = runKernel(runner, {
		name: 'dropout',
		source: DROPOUT_WGSL,
		inputs: { x, seed },
		outputs: { y: { shape: x.shape } },
		uniforms: { size: u32(x.size), stream: u32(stream), threshold: u32(thresholdOf(probability)), scale: f32(1 / (1 - probability)) },
		grid: foldedGrid(Math.ceil(pairs / THREADS)),
		flops: x.size,
	});
	return y;
}

const DROPOUT_WGSL = `${RANDOM_WGSL}${GROUP_INDEX_WGSL}
fn drop_one(i: u32, bits: u32) {
	if (i < params.size) { y[i] = x[i] * select(params.scale, 0.0, bits < params.threshold); }
}
@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
	let pair = group_index(group) * ${THREADS}u + thread;
	if (2u * pair >= params.size) { return; }
	let bits = random_pair(u32(i32(seed[0])), pair, params.stream);
	drop_one(2u * pair, bits.x);
	drop_one(2u * pair + 1u, bits.y);
}`;
