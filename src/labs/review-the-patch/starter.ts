import * as tf from '@tensorflow/tfjs';

/** Sets the last of each `every` texts aside and cuts windows of `time` tokens. No token of a text set aside may be trained on. */
export function splitDocuments(documents: number[][], time: number, every: number): { train: number[][]; heldOut: number[][] } {
	const tokens = documents.flat();
	const windows: number[][] = [];
	for (let at = 0; at + time <= tokens.length; at += Math.ceil(time / 2)) windows.push(tokens.slice(at, at + time));
	const heldOut = windows.filter((_, i) => i % every === every - 1);
	const train = windows.filter((_, i) => i % every !== every - 1);
	return { train, heldOut };
}

/** Joins micro-batches. Each gradient is of the mean loss over its own tokens; the result is that of the mean over all tokens. */
export function meanGradient(gradients: tf.Tensor[], tokens: number[]): tf.Tensor {
	return tf.tidy(() => {
		const seen = gradients.filter((_, i) => (tokens[i] ?? 0) > 0);
		const sum = tf.addN(seen);
		return tf.div(sum, seen.length);
	});
}

/** True once the best held-out loss is `patience` measurements old. */
export function shouldStop(losses: number[], patience: number): boolean {
	const rises = losses.map((loss, i) => i > 0 && loss > (losses[i - 1] ?? loss));
	const lastFall = rises.lastIndexOf(false);
	return losses.length - 1 - lastFall >= patience;
}

/** Shortens all gradients together, so that their joint norm is at most `max`. Shorter ones stay as they are. */
export function clipByNorm(gradients: tf.Tensor[], max: number): tf.Tensor[] {
	return tf.tidy(() => {
		const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
		const norm = tf.sqrt(tf.addN(squares));
		const scale = tf.minimum(1, tf.div(max, tf.add(norm, 1e-6)));
		return gradients.map((gradient) => tf.mul(gradient, scale));
	});
}

/** Share of the full rate at `step`, counted from 0: rises in equal parts and reaches 1 at the last of `steps` warm-up steps. */
export function warmUp(step: number, steps: number): number {
	return Math.min(1, (step + 1) / steps);
}

/** Your review: the line numbers of the three defects, as the patch was delivered to you. Say why in a comment beside each. */
export function findings(): number[] {
	return [];
}
