/**
 * The shipped reasoner, ready to answer: for labs that measure and train nothing. Its sizes are the preset's.
 * Refuses a run without a base, and a base of other sizes.
 */
import * as tf from '@tensorflow/tfjs';
import { decodeSafetensors } from '#contract/safetensors.ts';
import { type Chain, chainPrompt, chainTokens } from '#data/tasks/chains.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { createGpt, type Gpt } from './gpt.ts';
import { countParameters, gptConfigOf } from './gpt-shapes.ts';
import type { TrainHost } from './host.ts';
import { createReasoner, type Reasoner } from './reasoner.ts';

export interface OpenReasoner extends Reasoner {
	/** Weights of the model. */
	readonly parameters: number;
	/** Scores of the ten digits, for an answer at once. */
	answerLogits(chains: readonly Chain[]): Promise<number[][]>;
}

/** `config.most`: operations that the base's prompt has room for. */
export function openReasoner({ base, config }: Pick<TrainHost, 'base' | 'config'>): OpenReasoner {
	if (base === null) throw new Error('This lab needs the checkpoint reasoner-base, and the run was given none.');
	const read = decodeSafetensors(new Uint8Array(base));
	if (!read.ok) throw new Error(`The checkpoint reasoner-base cannot be read. ${read.message}`);
	const sizes = gptConfigOf(config);
	const gpt = createGpt(sizes, read.weights.tensors, causalAttentionHeads);
	const reasoner = createReasoner(gpt.params, sizes, config['most'] ?? 8);
	return {
		...reasoner,
		parameters: countParameters(sizes),
		answerLogits: (chains) => answerLogits(gpt, chains, reasoner.most),
		dispose() {
			reasoner.dispose();
			gpt.dispose();
		},
	};
}

const DIGITS = 10;

async function answerLogits(gpt: Gpt, chains: readonly Chain[], most: number): Promise<number[][]> {
	const rows = chains.map((chain) => [...chainTokens(chainPrompt(chain, most)), ...chainTokens('#')]);
	const time = rows[0]?.length ?? 0;
	if (time === 0) return [];
	const scores = tf.tidy(() => {
		const logits = gpt.logits(tf.tensor2d(rows.flat(), [rows.length, time], 'int32')); // [rows, time, vocabulary]
		return tf.slice(logits, [0, time - 1, 0], [rows.length, 1, DIGITS]);
	});
	const values = [...(await scores.data())];
	scores.dispose();
	return rows.map((_, i) => values.slice(i * DIGITS, (i + 1) * DIGITS));
}
