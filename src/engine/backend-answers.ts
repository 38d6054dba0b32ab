/** Does the current backend still compute? One plus one, read back. A lost device fails every read, and what failed because of it is nobody's code. */
import * as tf from '@tensorflow/tfjs';

export async function backendAnswers(): Promise<boolean> {
	const sum = tf.tidy(() => tf.keep(tf.add(tf.tensor1d([1]), tf.tensor1d([1]))));
	try {
		return (await sum.data())[0] === 2;
	} catch {
		return false;
	} finally {
		sum.dispose();
	}
}
