/**
 * The sketch of a file of weights that was measured, and the seed that it says. Made by the grader's own code, not by the lab's version, so that
 * files of different versions can be compared.
 */
import { decodeSafetensors, type Weights } from '#contract/safetensors.ts';
import type { WeightsSketch } from '#contract/similar-weights.ts';
import { OWN_BASE_PREFIX } from '#labs/kit/grpo-start.ts';
import { MOMENT_PREFIXES } from '#labs/kit/snapshot.ts';
import { MAX_SEED, sketchWeights } from './sketch-weights.ts';

export interface FileSketch {
	readonly sketch: WeightsSketch;
	/** Null when the file says none. */
	readonly seed: string | null;
}

/** `base`: the file that every run of the lab begins with, if there is one. @throws Error for bytes that are no weights: they were measured before. */
export function sketchFile(bytes: Uint8Array, base: Uint8Array | null): FileSketch {
	const { tensors, metadata } = read(bytes, 'The measured file');
	const names = [...tensors.keys()].filter((name) => !MOMENT_PREFIXES.some((prefix) => name.startsWith(prefix)));
	return { sketch: sketchWeights(tensors, names, startOf(tensors, base)), seed: metadata.get('seed')?.slice(0, MAX_SEED) ?? null };
}

/** What the run began with: the base that it made itself, else that of the lab; nothing where each run draws its own weights. */
function startOf(tensors: Weights['tensors'], base: Uint8Array | null): Weights['tensors'] {
	const own = [...tensors].filter(([name]) => name.startsWith(OWN_BASE_PREFIX));
	if (own.length > 0) return new Map(own.map(([name, tensor]) => [name.slice(OWN_BASE_PREFIX.length), tensor]));
	return base === null ? new Map() : read(base, 'The base of the lab').tensors;
}

function read(bytes: Uint8Array, what: string): Weights {
	const weights = decodeSafetensors(bytes);
	if (!weights.ok) throw new Error(`${what} cannot be read. ${weights.message}`);
	return weights.weights;
}
