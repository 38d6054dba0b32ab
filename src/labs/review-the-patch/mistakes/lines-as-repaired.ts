// diagnosis: wrong-lines
import * as tf from '@tensorflow/tfjs';

export function splitDocuments(documents: number[][], time: number, every: number): { train: number[][]; heldOut: number[][] } {
	const cut = (texts: number[][]): number[][] => {
		const stream = texts.flat();
		const starts = Array.from({ length: Math.floor(stream.length / time) }, (_, i) => i * time);
		return starts.map((start) => stream.slice(start, start + time));
	};
	const isAside = (i: number): boolean => i % every === every - 1;
	return { train: cut(documents.filter((_, i) => !isAside(i))), heldOut: cut(documents.filter((_, i) => isAside(i))) };
}

export function meanGradient(gradients: tf.Tensor[], tokens: number[]): tf.Tensor {
	return tf.tidy(() => {
		const total = tokens.reduce((a, b) => a + b, 0);
		return tf.addN(gradients.map((gradient, i) => tf.mul(gradient, (tokens[i] ?? 0) / total)));
	});
}

export function shouldStop(losses: number[], patience: number): boolean {
	return losses.length - 1 - losses.indexOf(Math.min(...losses)) >= patience;
}

export function clipByNorm(gradients: tf.Tensor[], max: number): tf.Tensor[] {
	return tf.tidy(() => {
		const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
		const norm = tf.sqrt(tf.addN(squares));
		const scale = tf.minimum(1, tf.div(max, tf.add(norm, 1e-6)));
		return gradients.map((gradient) => tf.mul(gradient, scale));
	});
}

export function warmUp(step: number, steps: number): number {
	return Math.min(1, (step + 1) / steps);
}

export function findings(): number[] {
	return [5, 18, 41];
}
