/** The child of verify-weights: measures one file on hidden text, answers once, and is ended by its parent. Holds no learner code. */
import { evaluateJudge } from './lab-judge.ts';
import type { WeightsMeasured } from './measure-lab-weights.ts';
import { measureWeights } from './measure-weights.ts';
import { type FileSketch, sketchFile } from './sketch-file.ts';
import { startWasm } from './start-wasm.ts';
import type { JudgeText } from './verify-weights.ts';

/** What the child answers. */
export type Answer = (Extract<WeightsMeasured, { ok: true }> & FileSketch) | Extract<WeightsMeasured, { ok: false }>;

interface Order {
	readonly labId: string;
	readonly judge: JudgeText | undefined;
	readonly bytes: Uint8Array;
	readonly secretHex: string;
}

process.once('message', (message) => {
	// The parent is verify-weights.ts, which sends an Order and nothing else.
	const order = message as Order;
	void startWasm()
		.then(() => measure(order))
		.then((measured) => process.send?.(measured.ok ? { ...measured, ...sketchFile(order.bytes, order.labId) } : measured));
});

async function measure({ labId, judge, bytes, secretHex }: Order): Promise<WeightsMeasured> {
	const data = { split: 'hidden', seed: secretHex } as const;
	if (judge === undefined) return measureWeights(bytes, labId, data);
	const { measureWeights: byVersion } = await evaluateJudge(judge.text, judge.name);
	if (byVersion === undefined) return { ok: false, message: `This version of the lab ${labId} measures no weights.` };
	return byVersion(bytes, data);
}
