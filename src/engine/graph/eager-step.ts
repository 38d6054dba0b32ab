/** What a step must return, and the losses of steps that ran as written. */
import * as tf from '@tensorflow/tfjs';

/** The loss of one step. Reading it waits for the GPU; not reading it costs nothing. */
export interface StepLoss {
	/** @throws when asked for more than eight steps later */
	read(): Promise<number>;
}

/**
 * @throws a sentence for whoever wrote the step, when it did not return one number as a tensor
 */
export function scalarOf(loss: unknown): tf.Scalar {
	if (loss instanceof Promise)
		throw new TypeError(
			'A compiled step must be a plain function: this one is async. Leave out `async` and `await`, and read values after the step.',
		);
	if (!(loss instanceof tf.Tensor))
		throw new TypeError(
			`A compiled step must return its loss, a tensor with one number; it returned ${loss === undefined ? 'nothing' : `a ${typeof loss}`}.`,
		);
	if (loss.size !== 1)
		throw new TypeError(`A compiled step must return one number; it returned a tensor of shape [${loss.shape.join(', ')}].`);
	return tf.reshape(loss, []);
}

export const MAX_UNREAD_LOSSES = 8;

export function goneLoss(): Promise<never> {
	return Promise.reject(new Error(`The loss of that step is gone: ask for it within ${MAX_UNREAD_LOSSES} steps.`));
}

/** Holds the last few losses as tensors until they are read or too old. */
export class KeptLosses {
	readonly #unread: tf.Scalar[] = [];

	/** Takes a loss that the caller owns. */
	keep(loss: tf.Scalar): StepLoss {
		this.#unread.push(loss);
		if (this.#unread.length > MAX_UNREAD_LOSSES) this.#unread.shift()?.dispose();
		let value: Promise<number> | null = null;
		const read = async (): Promise<number> => {
			const data = await loss.data();
			this.#forget(loss);
			return data[0] ?? Number.NaN;
		};
		return {
			read() {
				if (value === null && loss.isDisposed) return goneLoss();
				value ??= read();
				return value;
			},
		};
	}

	clear(): void {
		for (const loss of this.#unread.splice(0)) loss.dispose();
	}

	#forget(loss: tf.Scalar): void {
		const at = this.#unread.indexOf(loss);
		if (at >= 0) this.#unread.splice(at, 1);
		loss.dispose();
	}
}
