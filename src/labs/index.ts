/** Every lab of the course, in the order of the path. Metadata only: no checks, no solutions, so that the server may list labs. */
import type { Lab } from '#contract/lab.ts';
import { lab as bigram } from './bigram/lab.ts';
import { lab as budgetForcing } from './budget-forcing/lab.ts';
import { lab as causalAttention } from './causal-attention/lab.ts';
import { lab as grpo } from './grpo/lab.ts';
import { lab as modernise } from './modernise/lab.ts';
import { lab as moeBalance } from './moe-balance/lab.ts';
import { lab as moeRouter } from './moe-router/lab.ts';
import { lab as moeVsDense } from './moe-vs-dense/lab.ts';
import { lab as overOptimisation } from './over-optimisation/lab.ts';
import { lab as reviewThePatch } from './review-the-patch/lab.ts';
import { lab as rewardModel } from './reward-model/lab.ts';
import { lab as rlvrScaling } from './rlvr-scaling/lab.ts';
import { lab as rope } from './rope/lab.ts';
import { lab as scalingFit } from './scaling-fit/lab.ts';
import { lab as scratchpad } from './scratchpad/lab.ts';
import { lab as selfConsistency } from './self-consistency/lab.ts';
import { lab as sft } from './sft/lab.ts';
import { lab as thinkRouter } from './think-router/lab.ts';
import { lab as trainGpt } from './train-gpt/lab.ts';
import { lab as verifier } from './verifier/lab.ts';

export const labs: readonly Lab[] = [
	bigram,
	causalAttention,
	trainGpt,
	rope,
	modernise,
	scalingFit,
	moeRouter,
	moeBalance,
	moeVsDense,
	sft,
	rewardModel,
	overOptimisation,
	verifier,
	grpo,
	rlvrScaling,
	scratchpad,
	selfConsistency,
	budgetForcing,
	thinkRouter,
	reviewThePatch,
];

/** Null for an id that no lab has. */
export function findLab(id: string): Lab | null {
	return labs.find((lab) => lab.id === id) ?? null;
}
