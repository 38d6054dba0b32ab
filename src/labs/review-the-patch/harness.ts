/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */
import type * as tf from '@tensorflow/tfjs';

interface Patch {
	readonly splitDocuments: (documents: number[][], time: number, every: number) => { train: number[][]; heldOut: number[][] };
	readonly meanGradient: (gradients: tf.Tensor[], tokens: number[]) => tf.Tensor;
	readonly shouldStop: (losses: number[], patience: number) => boolean;
	readonly clipByNorm: (gradients: tf.Tensor[], max: number) => tf.Tensor[];
	readonly warmUp: (step: number, steps: number) => number;
}

type SplitCase = readonly [documents: number[][], time: number, every: number];
/** As JSON: many short lists would be more than a reply may hold. */
export function splits(patch: Patch, cases: readonly SplitCase[]): string[] {
	return cases.map((args) => JSON.stringify(patch.splitDocuments(...args)));
}

type GradientCase = readonly [gradients: tf.Tensor[], tokens: number[]];
export function gradients(patch: Patch, cases: readonly GradientCase[]): tf.Tensor[] {
	return cases.map((args) => patch.meanGradient(...args));
}

type StopCase = readonly [losses: number[], patience: number];
export function stops(patch: Patch, cases: readonly StopCase[]): boolean[] {
	return cases.map((args) => patch.shouldStop(...args));
}

type ClipCase = readonly [gradients: tf.Tensor[], max: number];
/** All tensors of all cases, one after the other. */
export function clips(patch: Patch, cases: readonly ClipCase[]): tf.Tensor[] {
	return cases.flatMap((args) => patch.clipByNorm(...args));
}

type WarmUpCase = readonly [step: number, steps: number];
export function warmUps(patch: Patch, cases: readonly WarmUpCase[]): number[] {
	return cases.map((args) => patch.warmUp(...args));
}
