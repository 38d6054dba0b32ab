/** The child of verify-weights: measures one file on hidden text, answers once, and is ended by its parent. Holds no learner code. */
import { measureWeights } from './measure-weights.ts';
import { startWasm } from './start-wasm.ts';

interface Order {
	readonly labId: string;
	readonly bytes: Uint8Array;
	readonly secretHex: string;
}

process.once('message', (message) => {
	// The parent is verify-weights.ts, which sends an Order and nothing else.
	const { labId, bytes, secretHex } = message as Order;
	void startWasm()
		.then(() => measureWeights(bytes, labId, { split: 'hidden', seed: secretHex }))
		.then((measured) => process.send?.(measured));
});
