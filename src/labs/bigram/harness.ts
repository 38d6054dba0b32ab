/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */
import * as tf from '@tensorflow/tfjs';

type Table = readonly (readonly number[])[];

interface Learner {
	readonly countPairs: (tokens: readonly number[], vocabulary: number) => unknown;
	readonly probabilities: (counts: Table, smoothing: number) => unknown;
	readonly crossEntropy: (table: Table, tokens: readonly number[]) => unknown;
	readonly bitsPerByte: (nats: number, predicted: number, bytes: number) => unknown;
}

/** A table of numbers as one tensor, which travels well; whatever else it is goes as it is, so that a check can say so. */
function packed(value: unknown): unknown {
	const isRow = (row: unknown): row is number[] => Array.isArray(row) && row.length > 0 && row.every((n) => typeof n === 'number');
	if (!Array.isArray(value) || value.length === 0 || !value.every(isRow)) return null;
	const [first = []] = value;
	return value.every((row) => row.length === first.length) ? tf.tensor2d(value) : null;
}

export function counts(learner: Learner, cases: readonly (readonly [readonly number[], number])[]): unknown[] {
	return cases.map(([tokens, vocabulary]) => packed(learner.countPairs(tokens, vocabulary)));
}

/** The shares of each case. */
export function shares(learner: Learner, cases: readonly (readonly [Table, number])[]): unknown[] {
	return cases.map(([table, smoothing]) => packed(learner.probabilities(table, smoothing)));
}

export function losses(learner: Learner, cases: readonly (readonly [Table, readonly number[]])[]): unknown[] {
	return cases.map(([table, tokens]) => learner.crossEntropy(table, tokens));
}

export function bits(learner: Learner, cases: readonly (readonly [number, number, number])[]): unknown[] {
	return cases.map(([nats, predicted, bytes]) => learner.bitsPerByte(nats, predicted, bytes));
}
