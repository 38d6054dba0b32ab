/**
 * Properties that need no reference: what must hold for any right answer.
 * Each gives the first place where the property fails, or null; the check puts it into the words of its idea.
 */
import { placeText } from '#contract/evidence-text.ts';
import { type TensorValue, tensorValue } from '#contract/value.ts';
import { normal } from '../random.ts';
import { type Asked, isFailure, tensorsOf } from './asked.ts';
import type { Failure } from './expect-tensor.ts';
import { indexOf, numberText } from './numbers.ts';
import { breaks, type PropertyWords } from './property-words.ts';

export function randomTensor(random: () => number, shape: readonly number[], scale = 1): TensorValue {
	const size = shape.reduce((product, n) => product * n, 1);
	return tensorValue(
		Array.from({ length: size }, () => scale * normal(random)),
		shape,
	);
}

/** Rows along the last axis. */
export function rowsOf(value: TensorValue): number[][] {
	const width = value.shape.at(-1) ?? 1;
	const count = width === 0 ? 0 : value.data.length / width;
	return Array.from({ length: count }, (_, row) => Array.from(value.data.slice(row * width, (row + 1) * width)));
}

/** Rows whose sum is not one, each with its sum. */
export function rowsNotSummingToOne(weights: TensorValue, tolerance = 1e-3): { row: number; sum: number }[] {
	const sums = rowsOf(weights).map((row, index) => ({ row: index, sum: row.reduce((total, n) => total + n, 0) }));
	return sums.filter(({ sum }) => !(Math.abs(sum - 1) <= tolerance));
}

export interface RowWords extends PropertyWords {
	/** What holds the rows, inside a sentence: "the weights". */
	readonly what: string;
}

/** "Rows sum to one": the first row that does not, with its sum and its numbers. */
export function rowsSumToOne(value: TensorValue, words: RowWords): Failure | null {
	const [first] = rowsNotSummingToOne(value);
	if (first === undefined) return null;
	const lead = value.shape.slice(0, -1);
	const place = placeText(indexOf(first.row, lead), words.axes?.slice(0, lead.length)).replace(/^ at /, 'At ');
	const idea = words.idea ?? `Each row of ${words.what} must sum to one.`;
	const evidence = { label: `Row ${first.row} of ${words.what}`, got: (rowsOf(value)[first.row] ?? []).slice(0, 64) };
	return breaks(idea, `${place} it sums to ${numberText(first.sum)}.`, words, evidence);
}

/** Calls the learner's function once for each list of inputs; null when a call failed. */
export type RunMany = (cases: readonly (readonly TensorValue[])[]) => Promise<readonly TensorValue[] | null>;

/**
 * Replaces the token at each position by another one, in every input, and looks for an earlier row of the output that changed.
 * Inputs have time as their last axis but one.
 */
export async function laterChangesEarlier(
	inputs: readonly TensorValue[],
	random: () => number,
	run: RunMany,
): Promise<{ position: number; token: number; before: number[]; after: number[] } | null> {
	const time = inputs[0]?.shape.at(-2) ?? 0;
	const changedInputs = Array.from({ length: Math.max(0, time - 1) }, (_, i) => inputs.map((input) => withToken(input, i + 1, random)));
	const outputs = await run([inputs, ...changedInputs]);
	const before = outputs?.[0] === undefined ? [] : rowsOf(outputs[0]);
	for (const [i, output] of (outputs ?? []).slice(1).entries()) {
		const token = i + 1;
		const after = rowsOf(output);
		const isChanged = (row: number[], at: number) => row.some((n, j) => isOther(n, after[at]?.[j] ?? Number.NaN));
		const changed = before.findIndex((row, at) => at % time < token && isChanged(row, at));
		if (changed >= 0) return { position: changed % time, token, before: before[changed] ?? [], after: after[changed] ?? [] };
	}
	return null;
}

export interface CausalQuestion extends PropertyWords {
	/** All with time as their last axis but one. */
	readonly inputs: readonly TensorValue[];
	readonly random: () => number;
}

/** "Later tokens must not change earlier outputs": the first output that did, before and after. */
export async function causal(asked: Asked, question: CausalQuestion): Promise<Failure | null> {
	let failure: Failure | null = null;
	const changed = await laterChangesEarlier(question.inputs, question.random, async (cases) => {
		const outputs = await tensorsOf(asked, cases);
		if (!isFailure(outputs)) return outputs;
		failure = outputs;
		return null;
	});
	if (failure !== null || changed === null) return failure;
	const { position, token, before, after } = changed;
	const feature = Math.max(
		0,
		before.findIndex((n, i) => isOther(n, after[i] ?? Number.NaN)),
	);
	const place = placeText([position, feature], question.axes?.slice(-2) ?? ['position', 'feature']);
	const seen = `When token ${token} changed, the output${place} went from ${numberText(before[feature] ?? 0)} to ${numberText(after[feature] ?? 0)}.`;
	const evidence = { label: `Output at position ${position}, before and after`, expected: before.slice(0, 64), got: after.slice(0, 64) };
	return breaks(question.idea ?? 'Later tokens must not change earlier outputs.', seen, question, evidence);
}

/** NaN before and after is no change; another property says that it is there. */
function isOther(before: number, after: number): boolean {
	return !(Math.abs(before - after) <= 1e-6) && !(Number.isNaN(before) && Number.isNaN(after));
}

/** The same tensor with fresh numbers at one position of every sequence. */
export function withToken(value: TensorValue, token: number, random: () => number): TensorValue {
	const width = value.shape.at(-1) ?? 1;
	const time = value.shape.at(-2) ?? 1;
	const data = Array.from(value.data, (n, i) => (Math.floor(i / width) % time === token ? 2 * normal(random) : n));
	return tensorValue(data, value.shape, value.dtype);
}

export function dot(a: TensorValue, b: TensorValue): number {
	let sum = 0;
	for (let i = 0; i < a.data.length; i += 1) sum += (a.data[i] ?? 0) * (b.data[i] ?? Number.NaN);
	return sum;
}
