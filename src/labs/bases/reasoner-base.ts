/**
 * The shipped base of module 7: a GPT of two layers that answers chains modulo 10 either at once or after thinking, whichever token it is
 * given. A part of its traces is cut short and answered all the same, so that a budget can be forced on it.
 * Its card is docs/models/reasoner-base.md.
 */
import { type Random, seededRandom } from '#data/storyland/random.ts';
import { CHAIN_TOKENS, type Chain, drawChain, drawLength, type LengthMix } from '#data/tasks/chains.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { batchOf, type ChainRow, chainRow, chainTime, directText, thinkText } from '../kit/chain-rows.ts';
import { createChainTraining, meanOf, measureByLength } from '../kit/chain-training.ts';
import type { MakeBase } from '../kit/experiment.ts';
import { createGpt, type Gpt, initialWeights, type StartingWeights } from '../kit/gpt.ts';
import { encodeRun } from '../kit/snapshot.ts';

/** Operations that its prompt has room for. */
const MOST = 8;
const CONFIG = { layers: 2, width: 64, heads: 4, time: chainTime(MOST), vocabulary: CHAIN_TOKENS.length } as const;
const BATCH = 32;
/** Of a digit in its chains: a smaller table of sums is learnt sooner. */
const LARGEST = 5;
/** Of all rows; and of those that think, the share that is cut short. */
const [THINKING, CUT] = [0.7, 0.4];
const LOOK_EVERY = 100;

interface Stage {
	readonly steps: number;
	/** Highest learning rate. Each stage has an optimiser of its own. */
	readonly peak: number;
	/** Lengths of the chains that are thought about: one of these mixes for each row. */
	readonly mixes: readonly LengthMix[];
}

/** The first stage leaves the eighth step unlearnt: few rows reach it. The second shows the longest chains more often. */
const STAGES: readonly Stage[] = [
	{ steps: 1_000, peak: 0.004, mixes: ['uniform'] },
	{ steps: 300, peak: 0.002, mixes: ['uniform', 'log-uniform'] },
];

export const makeBase: MakeBase = ({ seed, log }) => trainReasoner({ seed, log }, initialWeights(CONFIG, seed), 0);

/** `stage`: the first that is still to be trained, from these weights. */
export async function trainReasoner(tools: Parameters<MakeBase>[0], weights: StartingWeights, stage: number): ReturnType<MakeBase> {
	const gpt = createGpt(CONFIG, weights, causalAttentionHeads);
	try {
		let before = 0;
		for (const [i, each] of STAGES.entries()) {
			if (i >= stage) await trainStage(gpt, each, before, tools);
			before += each.steps;
		}
		const hidden = await measureByLength(gpt, { split: 'hidden', seed: 'card', most: MOST, each: 100, largest: LARGEST });
		const bytes = await encodeRun(gpt.params, null, { lab: 'reasoner-base', preset: 'base', seed: tools.seed }, before);
		const card = { stages: STAGES, batch: BATCH, config: CONFIG, operations: MOST, largest: LARGEST, thinking: THINKING, cut: CUT, hidden };
		return { bytes, card };
	} finally {
		gpt.dispose();
	}
}

async function trainStage(gpt: Gpt, stage: Stage, before: number, { seed, log }: Parameters<MakeBase>[0]): Promise<void> {
	const training = createChainTraining(gpt, stage.steps, stage.peak);
	for (let step = 0; step < stage.steps; step++) {
		const rows = drawRows(stage.mixes, seededRandom(`reasoner/${seed}/${before + step}`));
		const loss = await (await training.run(batchOf(rows, CONFIG.time))).read();
		if ((step + 1) % LOOK_EVERY !== 0) continue;
		const scores = await measureByLength(gpt, { split: 'visible', seed: 'look', most: MOST, each: 20, largest: LARGEST });
		const [think, direct] = [meanOf(scores, 'think').toFixed(3), meanOf(scores, 'direct').toFixed(3)];
		log(`${before + step + 1}: loss ${loss.toFixed(3)}, thinking ${think}, at once ${direct}`);
	}
	training.dispose();
}

function drawRows(mixes: readonly LengthMix[], random: Random): ChainRow[] {
	return Array.from({ length: BATCH }, () => {
		const thinks = random() < THINKING;
		// Half of the questions that are answered at once are easy, so that the model learns which of them it can answer.
		const mix = thinks ? mixOf(mixes, random) : 'half-easy';
		const chain = drawChain('train', drawLength(mix, MOST, random), random, LARGEST);
		return chainRow(chain, MOST, thinks ? thoughtFor(chain, random) : directText(chain));
	});
}

function mixOf(mixes: readonly LengthMix[], random: Random): LengthMix {
	const at = mixes.length > 1 ? Math.floor(random() * mixes.length) : 0;
	return mixes[at] ?? 'uniform';
}

function thoughtFor(chain: Chain, random: Random): string {
	return thinkText(chain, random() < CUT ? Math.floor(random() * chain.operations.length) : chain.operations.length);
}
