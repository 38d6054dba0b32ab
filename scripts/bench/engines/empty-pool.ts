/** Destroys the buffers that tfjs keeps for later, so that the next model's memory is counted from nothing. Only when all tensors are gone. */
import * as tf from '@tensorflow/tfjs';

interface Pooling {
	readonly bufferManager: { dispose(): void };
}

export function emptyPool(): void {
	// tfjs's types call the pool private.
	const { bufferManager } = tf.backend() as unknown as Pooling;
	bufferManager.dispose();
}
