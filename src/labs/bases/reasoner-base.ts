/**
 * The shipped base of module 7: a GPT of two layers that answers chains modulo 10 either at once or after thinking, whichever token it is
 * given. A part of its traces is cut short and answered all the same, so that a budget can be forced on it.
 * Its card is docs/models/reasoner-base.md.
 */
import { type Random, seededRandom } from '#data/storyland/random.ts';
import { CHAIN_TOKENS, type Chain, drawChain, drawLength } from '#data/tasks/chains.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { batchOf, type ChainRow, chainRow, chainTime, directText, thinkText } from '../kit/chain-rows.ts';
import { createChainTraining, meanOf, measureByLength } from '../kit/chain-training.ts';
import type { MakeBase } from '../kit/experiment.ts';
import { createGpt, type Gpt, initialWeights } from '../kit/gpt.ts';
import { encodeRun } from '../kit/snapshot.ts';

/** Operations that its prompt has room for. */
const MOST = 8;
const CONFIG = { layers: 2, width: 64, heads: 4, time: chainTime(MOST), vocabulary: CHAIN_TOKENS.length } as const;
const [STEPS, BATCH, PEAK] = [1_000, 32, 0.004];
/** Of a digit in its chains: a smaller table of sums is learnt sooner. */
export const LARGEST = 5;
/** Of all rows; and of those that think, the share that is cut short. */
const [THINKING, CUT] = [0.7, 0.4];
const LOOK_EVERY = 100;

/** How long and how fast it trains. */
export interface Effort {
	readonly steps: number;
	readonly batch: number;
	/** Highest learning rate. */
	readonly peak: number;
}

export const makeBase: MakeBase = ({ seed, log }) => trainReasoner({ seed, log }, { steps: STEPS, batch: BATCH, peak: PEAK });

export async function trainReasoner({ seed, log }: Parameters<MakeBase>[0], effort: Effort): ReturnType<MakeBase> {
	const gpt = createGpt(CONFIG, initialWeights(CONFIG, seed), causalAttentionHeads);
	try {
		await trainBase(gpt, effort, { seed, log });
		const hidden = await measureByLength(gpt, { split: 'hidden', seed: 'card', most: MOST, each: 100, largest: LARGEST });
		const bytes = await encodeRun(gpt.params, null, { lab: 'reasoner-base', preset: 'base', seed }, effort.steps);
		return { bytes, card: { ...effort, config: CONFIG, operations: MOST, largest: LARGEST, thinking: THINKING, cut: CUT, hidden } };
	} finally {
		gpt.dispose();
	}
}

async function trainBase(gpt: Gpt, { steps, batch, peak }: Effort, { seed, log }: Parameters<MakeBase>[0]): Promise<void> {
	const training = createChainTraining(gpt, steps, peak);
	for (let step = 0; step < steps; step++) {
		const rows = drawRows(batch, seededRandom(`reasoner/${seed}/${step}`));
		const loss = await (await training.run(batchOf(rows, CONFIG.time))).read();
		if ((step + 1) % LOOK_EVERY !== 0) continue;
		const scores = await measureByLength(gpt, { split: 'visible', seed: 'look', most: MOST, each: 20, largest: LARGEST });
		log(
			`${step + 1}: loss ${loss.toFixed(3)}, thinking ${meanOf(scores, 'think').toFixed(3)}, at once ${meanOf(scores, 'direct').toFixed(3)}`,
		);
	}
	training.dispose();
}

function drawRows(batch: number, random: Random): ChainRow[] {
	return Array.from({ length: batch }, () => {
		const thinks = random() < THINKING;
		// Half of the questions that are answered at once are easy, so that the model learns which of them it can answer.
		const length = drawLength(thinks ? 'uniform' : 'half-easy', MOST, random);
		const chain = drawChain('train', length, random, LARGEST);
		return chainRow(chain, MOST, thinks ? thoughtFor(chain, random) : directText(chain));
	});
}

function thoughtFor(chain: Chain, random: Random): string {
	return thinkText(chain, random() < CUT ? Math.floor(random() * chain.operations.length) : chain.operations.length);
}
