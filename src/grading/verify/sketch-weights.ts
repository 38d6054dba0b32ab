/**
 * A file of weights in 256 numbers, enough to tell later whether two files hold nearly the same model, and too few to give any of it back:
 * each weight, less what the run started from, goes with a random sign into one of 256 sums (a sparse random projection keeps cosines to about
 * 1/16). Beside it the length of each tensor, which does not change when hidden units change places. docs/benchmarks/weights.md has the thresholds.
 */
import type { Weights } from '#contract/safetensors.ts';
import type { WeightsSketch } from '#contract/similar-weights.ts';

export const SKETCH_SIZE = 256;
/** Characters that are kept of what a file calls its seed. */
export const MAX_SEED = 20;

type Tensors = Weights['tensors'];

/** `names`: the model's parameters; moments of the optimiser stay out. `start`: what the run began with; absent tensors count as zero. */
export function sketchWeights(tensors: Tensors, names: Iterable<string>, start: Tensors): WeightsSketch {
	const projection = new Float64Array(SKETCH_SIZE);
	const lengths: number[] = [];
	for (const name of [...names].sort()) {
		const data = tensors.get(name)?.data ?? new Float32Array();
		const moved = movedFrom(data, start.get(name)?.data);
		lengths.push(lengthOf(data));
		project(projection, name, moved);
	}
	return { projection: [...projection].map(rounded), lengths: lengths.map(rounded) };
}

/** The way from the start, less its mean: a scale that begins at one for everybody would make strangers look alike. */
function movedFrom(data: Float32Array, start: Float32Array | undefined): Float64Array {
	const moved = Float64Array.from(data, (value, i) => value - (start?.[i] ?? 0));
	const mean = moved.reduce((sum, value) => sum + value, 0) / Math.max(1, moved.length);
	return moved.map((value) => value - mean);
}

function lengthOf(data: Float32Array | Float64Array): number {
	let sum = 0;
	for (const value of data) sum += value * value;
	return Math.sqrt(sum);
}

/** Every weight counts alike, however large the numbers of its tensor are. */
function project(into: Float64Array, name: string, data: Float64Array): void {
	const length = lengthOf(data);
	if (length === 0) return;
	const seed = hashOf(name);
	const scale = Math.sqrt(data.length) / length;
	for (const [i, value] of data.entries()) {
		const hash = mixed(seed + i);
		const at = hash & (SKETCH_SIZE - 1);
		into[at] = (into[at] ?? 0) + scale * ((hash & SKETCH_SIZE) === 0 ? value : -value);
	}
}

function hashOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	return hash >>> 0;
}

/** The finaliser of MurmurHash3. */
function mixed(n: number): number {
	let hash = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}

/** Seven digits are what a float holds. */
function rounded(value: number): number {
	return Number(value.toPrecision(7));
}

export interface SketchesCompared {
	/** Of what the two runs changed: 1 the same, near 0 strangers. */
	readonly cosine: number;
	/** Largest difference between lengths of a tensor, as a share: near 0 also when hidden units have changed places. */
	readonly apart: number;
}

/** Null for files of different models. */
export function compareSketches(a: WeightsSketch, b: WeightsSketch): SketchesCompared | null {
	if (a.lengths.length !== b.lengths.length) return null;
	let [dot, left, right] = [0, 0, 0];
	for (const [i, x] of a.projection.entries()) {
		const y = b.projection[i] ?? 0;
		dot += x * y;
		left += x * x;
		right += y * y;
	}
	const apart = a.lengths.reduce((most, x, i) => Math.max(most, shareApart(x, b.lengths[i] ?? 0)), 0);
	return { cosine: left === 0 || right === 0 ? 0 : dot / Math.sqrt(left * right), apart };
}

function shareApart(x: number, y: number): number {
	return x === y ? 0 : Math.abs(x - y) / Math.max(x, y);
}
