/**
 * The smallest model that learns Storyland while you watch: eight words in, the next one out, one hidden layer, gradients by hand.
 * Plain loops on the CPU, so that home needs no library and no GPU; the labs train transformers on the GPU.
 */
import { seededRandom } from '#data/storyland/random.ts';
import { drawFrom } from '#data/storyland/splits.ts';
import { VOCABULARY_SIZE as V, wordToId } from '#data/storyland/tokenizer.ts';

export const CONTEXT = 8;
const EMBED = 12;
const HIDDEN = 48;
const INPUT = CONTEXT * EMBED;
/** Offsets of the four blocks in the flat parameter vector: embedding, hidden weights with bias, output weights with bias. */
const AT_HIDDEN = V * EMBED;
const AT_HIDDEN_BIAS = AT_HIDDEN + INPUT * HIDDEN;
const AT_OUT = AT_HIDDEN_BIAS + HIDDEN;
const AT_OUT_BIAS = AT_OUT + HIDDEN * V;
export const PARAMETERS: number = AT_OUT_BIAS + V;

const RATE = 0.004;
const BETA_1 = 0.9;
const BETA_2 = 0.99;

export interface Example {
	/** The CONTEXT words before, oldest first; positions before the story hold its start mark. */
	readonly context: readonly number[];
	readonly next: number;
}

export interface StoryModel {
	readonly theta: Float32Array;
	readonly mean: Float32Array;
	readonly square: Float32Array;
	readonly grad: Float32Array;
	step: number;
}

export function createModel(seed: string): StoryModel {
	const random = seededRandom(seed);
	const theta = new Float32Array(PARAMETERS);
	const fill = (from: number, to: number, scale: number) => {
		for (let i = from; i < to; i++) theta[i] = (random() * 2 - 1) * scale;
	};
	fill(0, AT_HIDDEN, 0.5);
	fill(AT_HIDDEN, AT_HIDDEN_BIAS, Math.sqrt(3 / INPUT));
	fill(AT_OUT, AT_OUT_BIAS, 0.02);
	return { theta, mean: new Float32Array(PARAMETERS), square: new Float32Array(PARAMETERS), grad: new Float32Array(PARAMETERS), step: 0 };
}

/** Endless examples: every word of every story but its start mark, in order. */
export function* drawExamples(split: 'train' | 'visible', seed: string): Generator<Example, never> {
	const random = seededRandom(`home/${split}/${seed}`);
	for (;;) {
		const ids = drawFrom(split, random).map(wordToId);
		for (let t = 1; t < ids.length; t++) yield { context: contextAt(ids, t), next: ids[t] ?? 0 };
	}
}

/** The CONTEXT ids before position `t`, padded with the first id, which is the start mark. */
export function contextAt(ids: readonly number[], t: number): number[] {
	return Array.from({ length: CONTEXT }, (_, k) => ids[Math.max(0, t - CONTEXT + k)] ?? 0);
}

export interface Activations {
	readonly hidden: Float32Array;
	readonly probabilities: Float32Array;
}

export function predict({ theta }: StoryModel, context: readonly number[]): Activations {
	const hidden = theta.slice(AT_HIDDEN_BIAS, AT_OUT);
	context.forEach((id, k) => {
		for (let e = 0; e < EMBED; e++) {
			const value = theta[id * EMBED + e] ?? 0;
			const row = AT_HIDDEN + (k * EMBED + e) * HIDDEN;
			for (let h = 0; h < HIDDEN; h++) hidden[h] = (hidden[h] ?? 0) + value * (theta[row + h] ?? 0);
		}
	});
	for (let h = 0; h < HIDDEN; h++) hidden[h] = Math.tanh(hidden[h] ?? 0);
	const scores = theta.slice(AT_OUT_BIAS, AT_OUT_BIAS + V);
	for (let h = 0; h < HIDDEN; h++) {
		const value = hidden[h] ?? 0;
		for (let w = 0; w < V; w++) scores[w] = (scores[w] ?? 0) + value * (theta[AT_OUT + h * V + w] ?? 0);
	}
	return { hidden, probabilities: softmax(scores) };
}

function softmax(scores: Float32Array): Float32Array {
	const largest = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
	const votes = scores.map((score) => Math.exp(score - largest));
	const sum = votes.reduce((a, b) => a + b, 0);
	return votes.map((vote) => vote / sum);
}

/** Mean surprise in nats per word. */
export function lossOn(model: StoryModel, examples: readonly Example[]): number {
	return examples.reduce((sum, { context, next }) => sum - Math.log(predict(model, context).probabilities[next] ?? 0), 0) / examples.length;
}

/** One Adam step on the batch. Gives its loss before the step. */
export function trainStep(model: StoryModel, batch: readonly Example[]): number {
	model.grad.fill(0);
	const loss = batch.reduce((sum, example) => sum + backward(model, example, 1 / batch.length), 0) / batch.length;
	update(model);
	return loss;
}

/** Adds the gradient of one example, times `share`, to model.grad. */
export function backward(model: StoryModel, { context, next }: Example, share: number): number {
	const { theta, grad } = model;
	const { hidden, probabilities } = predict(model, context);
	const errors = probabilities.map((p, w) => (p - (w === next ? 1 : 0)) * share);
	const back = new Float32Array(HIDDEN);
	for (let h = 0; h < HIDDEN; h++) {
		const value = hidden[h] ?? 0;
		let sum = 0;
		for (let w = 0; w < V; w++) {
			const at = AT_OUT + h * V + w;
			sum += (theta[at] ?? 0) * (errors[w] ?? 0);
			grad[at] = (grad[at] ?? 0) + value * (errors[w] ?? 0);
		}
		back[h] = sum * (1 - value * value);
		grad[AT_HIDDEN_BIAS + h] = (grad[AT_HIDDEN_BIAS + h] ?? 0) + (back[h] ?? 0);
	}
	for (let w = 0; w < V; w++) grad[AT_OUT_BIAS + w] = (grad[AT_OUT_BIAS + w] ?? 0) + (errors[w] ?? 0);
	context.forEach((id, k) => {
		for (let e = 0; e < EMBED; e++) {
			const value = theta[id * EMBED + e] ?? 0;
			const row = AT_HIDDEN + (k * EMBED + e) * HIDDEN;
			let sum = 0;
			for (let h = 0; h < HIDDEN; h++) {
				sum += (theta[row + h] ?? 0) * (back[h] ?? 0);
				grad[row + h] = (grad[row + h] ?? 0) + value * (back[h] ?? 0);
			}
			grad[id * EMBED + e] = (grad[id * EMBED + e] ?? 0) + sum;
		}
	});
	return -Math.log(probabilities[next] ?? 0);
}

function update(model: StoryModel): void {
	const { theta, mean, square, grad } = model;
	model.step++;
	const scale = RATE / (1 - BETA_1 ** model.step);
	const correction = 1 - BETA_2 ** model.step;
	for (let i = 0; i < PARAMETERS; i++) {
		const g = grad[i] ?? 0;
		const m = BETA_1 * (mean[i] ?? 0) + (1 - BETA_1) * g;
		const v = BETA_2 * (square[i] ?? 0) + (1 - BETA_2) * g * g;
		mean[i] = m;
		square[i] = v;
		theta[i] = (theta[i] ?? 0) - (scale * m) / (Math.sqrt(v / correction) + 1e-8);
	}
}

/** A story of `length` words, drawn from what the model expects. Its start mark is not given. */
export function sampleStory(model: StoryModel, seed: string, length: number): number[] {
	const random = seededRandom(seed);
	const ids = [wordToId('<story>')];
	while (ids.length <= length) {
		const { probabilities } = predict(model, contextAt(ids, ids.length));
		ids.push(pick(probabilities, random()));
	}
	return ids.slice(1);
}

/** Index at which the running sum passes `share`. */
function pick(probabilities: Float32Array, share: number): number {
	let left = share;
	for (const [word, probability] of probabilities.entries()) {
		left -= probability;
		if (left < 0) return word;
	}
	return V - 1;
}
