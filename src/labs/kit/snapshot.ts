/** A training run as a file: weights, moments, step, seed, preset. Refuses to go on from a file of another lab, preset or model. */
import { decodeSafetensors, encodeSafetensors, type StoredTensor, type Weights } from '#contract/safetensors.ts';
import type { AdamState } from './adamw.ts';
import type { Gpt } from './gpt.ts';
import { type GptConfig, gptShapes } from './gpt-shapes.ts';

/** Tensors of the optimiser carry these in front of the parameter's name. The grader ignores them. */
export const MOMENT_PREFIXES = ['optimizer.m.', 'optimizer.v.'] as const;

export interface RunIdentity {
	readonly lab: string;
	readonly preset: string;
	readonly seed: number;
}

export async function encodeRun(gpt: Gpt, state: AdamState, identity: RunIdentity, step: number): Promise<ArrayBuffer> {
	const tensors = new Map<string, StoredTensor>();
	const [prefixM, prefixV] = MOMENT_PREFIXES;
	const groups = [
		['', gpt.params],
		[prefixM, state.m],
		[prefixV, state.v],
	] as const;
	for (const [prefix, variables] of groups) {
		for (const [name, variable] of variables) {
			const data = await variable.data();
			tensors.set(prefix + name, { shape: variable.shape, data: Float32Array.from(data) });
		}
	}
	const metadata = new Map([
		['format', 'gradus-1'],
		['lab', identity.lab],
		['preset', identity.preset],
		['seed', String(identity.seed)],
		['step', String(step)],
	]);
	return encodeSafetensors({ tensors, metadata }).buffer;
}

export interface StoredRun {
	readonly seed: number;
	readonly step: number;
	readonly weights: Weights;
}

export function decodeRun(bytes: ArrayBuffer, lab: string, preset: string, config: GptConfig): StoredRun {
	const read = decodeSafetensors(new Uint8Array(bytes));
	if (!read.ok) throw new Error(`The saved run cannot be read. ${read.message}`);
	const { metadata, tensors } = read.weights;
	for (const [key, want] of [
		['lab', lab],
		['preset', preset],
	] as const) {
		const got = metadata.get(key) ?? 'none';
		if (got !== want)
			throw new Error(`The saved run is of the ${key} "${got}", this one of "${want}". Start afresh, or choose that ${key}.`);
	}
	for (const [name, shape] of gptShapes(config)) {
		for (const prefix of ['', ...MOMENT_PREFIXES]) {
			if (tensors.get(prefix + name)?.shape.join() !== shape.join())
				throw new Error(`The saved run lacks ${prefix}${name} of shape [${shape.join(', ')}]. Start afresh.`);
		}
	}
	const [seed, step] = [Number(metadata.get('seed')), Number(metadata.get('step'))];
	if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(step) || step < 0)
		throw new Error('The saved run does not say its seed and step. Start afresh.');
	return { seed, step, weights: read.weights };
}
