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
const [STEPS, BATCH] = [Number(process.env['STEPS'] ?? 1200), Number(process.env['BATCH'] ?? 32)];
/** Of all rows; and of those that think, the share that is cut short. */
const [THINKING, CUT] = [0.7, 0.4];
const LOOK_EVERY = 100;

export const makeBase: MakeBase = async ({ seed, log }) => {
	const gpt = createGpt(CONFIG, initialWeights(CONFIG, seed), causalAttentionHeads);
	try {
		await trainBase(gpt, seed, log);
		const hidden = await measureByLength(gpt, { split: 'hidden', seed: 'card', most: MOST, each: 100 });
		const bytes = await encodeRun(gpt.params, null, { lab: 'reasoner-base', preset: 'base', seed }, STEPS);
		return { bytes, card: { steps: STEPS, batch: BATCH, config: CONFIG, operations: MOST, thinking: THINKING, cut: CUT, hidden } };
	} finally {
		gpt.dispose();
	}
};

async function trainBase(gpt: Gpt, seed: number, log: (line: string) => void): Promise<void> {
	const training = createChainTraining(gpt, STEPS);
	for (let step = 0; step < STEPS; step++) {
		const rows = drawRows(seededRandom(`reasoner/${seed}/${step}`));
		const loss = await (await training.run(batchOf(rows, CONFIG.time))).read();
		if ((step + 1) % LOOK_EVERY !== 0) continue;
		const scores = await measureByLength(gpt, { split: 'visible', seed: 'look', most: MOST, each: 20 });
		log(
			`${step + 1}: loss ${loss.toFixed(3)}, thinking ${meanOf(scores, 'think').toFixed(3)}, at once ${meanOf(scores, 'direct').toFixed(3)}`,
		);
	}
	training.dispose();
}

function drawRows(random: Random): ChainRow[] {
	return Array.from({ length: BATCH }, () => {
		const chain = drawChain('train', drawLength('uniform', MOST, random), random);
		return chainRow(chain, MOST, textFor(chain, random));
	});
}

function textFor(chain: Chain, random: Random): string {
	if (random() >= THINKING) return directText(chain);
	return thinkText(chain, random() < CUT ? Math.floor(random() * chain.operations.length) : chain.operations.length);
}
