/**
 * The floor: the exact entropy of Storyland, below which no model's expected loss can go.
 * Per story it is the sum over choices. Per token of a window it also depends on where stories end: a window begins at a story's start and
 * runs on into the next stories, so the expectation at position t is a renewal sum over where the current story began. Both are exact.
 * Splits: a story's split is a hash of its words. The entropy given the split would be lower by at most log(1/share) nats a story for a model
 * that computes that hash; a trained network cannot, and against the grammar itself the text of a split scores the unconditioned entropy
 * up to the chance of which of the millions of stories fell into it (tested by Monte Carlo on each split). So the floor is not corrected.
 */
import { type Shape, storyShapes } from './voices.ts';

let told: readonly Shape[] | undefined;

/** Told at the first question, and the constants below are marked as pure: every realm of a grading child holds this file and asks nothing of it. */
function shapes(): readonly Shape[] {
	told ??= storyShapes();
	return told;
}

function perStory(of: (shape: Shape) => number): number {
	return shapes().reduce((sum, shape) => sum + shape.probability * of(shape), 0);
}

/** Nats per story, its START included (which costs nothing). */
export const NATS_PER_STORY: number = /* @__PURE__ */ perStory(({ nats }) => total(nats));
export const TOKENS_PER_STORY: number = /* @__PURE__ */ perStory(({ nats }) => nats.length);
/** The long-run rate, for documents end to end. */
export const NATS_PER_TOKEN: number = /* @__PURE__ */ natsPerToken();

/** The same, for code that is loaded more often than it asks. */
export function natsPerToken(): number {
	return perStory(({ nats }) => total(nats)) / perStory(({ nats }) => nats.length);
}

function total(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0);
}

/** Expected surprisal at each position of a window of `length` tokens that begins at a story's start. */
export function windowNats(length: number): number[] {
	const atWord: number[] = new Array(length).fill(0);
	const ends: number[] = new Array(length + 1).fill(0);
	for (const { probability, nats } of shapes()) {
		for (let k = 0; k < Math.min(length, nats.length); k++) atWord[k] = (atWord[k] ?? 0) + probability * (nats[k] ?? 0);
		if (nats.length <= length) ends[nats.length] = (ends[nats.length] ?? 0) + probability;
	}
	const begins: number[] = [1];
	const expected: number[] = [];
	for (let t = 0; t < length; t++) {
		if (t > 0) begins[t] = convolve(begins, ends, t);
		expected[t] = convolve(begins, atWord, t);
	}
	return expected;
}

/** Σ a[s]·b[t − s] over 0 ≤ s ≤ t, where unset entries are 0. */
function convolve(a: readonly number[], b: readonly number[], t: number): number {
	let sum = 0;
	for (let s = 0; s <= t; s++) sum += (a[s] ?? 0) * (b[t - s] ?? 0);
	return sum;
}

/** The floor of the mean loss over windows with `time` predicted tokens: tokens 1 to `time`, given token 0. */
export function floorPerToken(time: number): number {
	return total(windowNats(time + 1).slice(1)) / time;
}

/** True when a measured mean loss lies below the floor by more than chance explains: three standard errors. */
export function isBelowFloor(loss: number, standardError: number, floor: number): boolean {
	return loss < floor - 3 * standardError;
}
