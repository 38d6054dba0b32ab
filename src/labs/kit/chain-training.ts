/**
 * Training on rows of chains: the masked next-token loss, AdamW, warm-up and a straight line down. Shared by the base of module 7 and by
 * the lab that trains its own model. Refuses nothing of its own.
 */
import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '#data/storyland/random.ts';
import { answerOf, type ChainSplit, drawChain } from '#data/tasks/chains.ts';
import { type CompiledStep, compile } from '#engine/compile.ts';
import type { StepLoss } from '#engine/graph/eager-step.ts';
import { softmaxCrossEntropy } from '#engine/ops/cross-entropy.ts';
import { type AdamW, adamw } from '#engine/optim/adamw.ts';
import type { ChainBatch } from './chain-rows.ts';
import type { Gpt } from './gpt.ts';
import { createReasoner, type ThinkOptions, type Thought } from './reasoner.ts';

type Step = CompiledStep<[tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]>;

export interface ChainTraining {
	run(batch: ChainBatch): Promise<StepLoss>;
	readonly compiled: Step;
	readonly state: AdamW;
	/** Rate of a step, counted from 0. */
	rate(step: number): number;
	dispose(): void;
}

const [PEAK, WARMUP, LAST_SHARE] = [0.005, 50, 0.05];

export function createChainTraining(gpt: Gpt, steps: number, peak: number = PEAK): ChainTraining {
	const rate = (step: number): number =>
		step < WARMUP ? (peak * (step + 1)) / WARMUP : peak * (1 - (1 - LAST_SHARE) * ((step - WARMUP) / Math.max(1, steps - WARMUP)));
	const state = adamw(gpt.params, { learningRate: rate, beta2: 0.98, weightDecay: 0.01 });
	const compiled: Step = compile((inputs, targets, mask) => state.minimize(() => softmaxCrossEntropy(gpt.logits(inputs), targets, mask)));
	return {
		compiled,
		state,
		rate,
		async run({ inputs, targets, mask, shape }) {
			const tensors = [tf.tensor2d(inputs, shape, 'int32'), tf.tensor2d(targets, shape, 'int32'), tf.tensor2d(mask, shape)] as const;
			try {
				return await compiled(...tensors);
			} finally {
				tf.dispose([...tensors]);
			}
		},
		dispose() {
			compiled.dispose();
			state.dispose();
		},
	};
}

export interface LengthScore {
	readonly operations: number;
	readonly problems: number;
	/** Shares answered right. */
	readonly think: number;
	readonly direct: number;
}

/** Greedy accuracy by number of operations, 1 to `most`, on `each` problems of each. `read` finds the answer in what was written. */
export async function measureByLength(
	gpt: Pick<Gpt, 'config' | 'params'>,
	data: { readonly split: ChainSplit; readonly seed: string; readonly most: number; readonly each: number; readonly largest?: number },
	read: (thought: Thought) => number | null = ({ answer }) => answer,
): Promise<LengthScore[]> {
	const { split, seed, most, each, largest } = data;
	const random = seededRandom(`chains/${split}/${seed}`);
	const chains = Array.from({ length: most * each }, (_, i) => drawChain(split, 1 + Math.floor(i / each), random, largest));
	const reasoner = createReasoner(gpt.params, gpt.config, most);
	const rightOf = async (options: Partial<ThinkOptions>): Promise<boolean[]> => {
		const thoughts = await reasoner.think(chains, { temperature: 0, seed: 0, ...options });
		return chains.map((chain, i) => {
			const thought = thoughts[i];
			return thought !== undefined && read(thought) === answerOf(chain);
		});
	};
	try {
		const [think, direct] = [await rightOf({}), await rightOf({ way: 'direct' })];
		const share = (right: readonly boolean[], k: number): number => right.slice(k * each, (k + 1) * each).filter(Boolean).length / each;
		return Array.from({ length: most }, (_, k) => ({
			operations: k + 1,
			problems: each,
			think: share(think, k),
			direct: share(direct, k),
		}));
	} finally {
		reasoner.dispose();
	}
}

/** Over all lengths alike. */
export function meanOf(scores: readonly LengthScore[], way: 'think' | 'direct'): number {
	return scores.reduce((sum, score) => sum + score[way], 0) / Math.max(1, scores.length);
}
