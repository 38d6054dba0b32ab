/** Borrowed: a reviewed patch for a learner who has not passed lab 8.1. It stands in for `my/review-the-patch` until then. */
import * as tf from '@tensorflow/tfjs';

interface Split {
	train: number[][];
	heldOut: number[][];
}

export function splitDocuments(documents: number[][], time: number, every: number): Split {
	const sides: [number[], number[]] = [[], []];
	for (const [at, document] of documents.entries()) sides[(at + 1) % every === 0 ? 1 : 0].push(...document);
	const [train, heldOut] = sides.map((tokens) => {
		const windows: number[][] = [];
		while (tokens.length >= time) windows.push(tokens.splice(0, time));
		return windows;
	});
	return { train: train ?? [], heldOut: heldOut ?? [] };
}

export function meanGradient(gradients: tf.Tensor[], tokens: number[]): tf.Tensor {
	return tf.tidy(() => {
		const weights = tf.div(tf.tensor1d(tokens), tf.sum(tf.tensor1d(tokens)));
		const stacked = tf.stack(gradients); // [micro-batches, …]
		const wide = tf.reshape(weights, [tokens.length, ...stacked.shape.slice(1).fill(1)]);
		return tf.sum(tf.mul(stacked, wide), 0);
	});
}

export function shouldStop(losses: number[], patience: number): boolean {
	let [best, age] = [Number.POSITIVE_INFINITY, 0];
	for (const loss of losses) [best, age] = loss < best ? [loss, 0] : [best, age + 1];
	return age >= patience;
}

export function clipByNorm(gradients: tf.Tensor[], max: number): tf.Tensor[] {
	return tf.tidy(() => {
		const norm = tf.norm(tf.concat(gradients.map((each) => tf.reshape(each, [-1]))));
		return gradients.map((each) => tf.div(tf.mul(each, max), tf.maximum(norm, max)));
	});
}

export function warmUp(step: number, steps: number): number {
	return step + 1 < steps ? (step + 1) / steps : 1;
}

/** As this reviewer noted them. */
export function findings(): number[] {
	return [8, 17, 26];
}
