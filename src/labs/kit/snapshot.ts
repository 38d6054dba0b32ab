/** A training run as a file: weights, moments, step, seed, preset. Refuses to go on from a file of another lab, preset or model. */
import type * as tf from '@tensorflow/tfjs';
import { decodeSafetensors, encodeSafetensors, type StoredTensor, type Weights } from '#contract/safetensors.ts';
import type { OptimizerState } from './recipe.ts';

const FORMAT = 'gradus-1';

/** Tensors of the optimiser carry these in front of the parameter's name. The grader ignores them. */
export const MOMENT_PREFIXES = ['optimizer.m.', 'optimizer.v.'] as const;

export interface RunIdentity {
	readonly lab: string;
	readonly preset: string;
	readonly seed: number;
	/** What the lab's own measure has to know, for example the seed of its facts. */
	readonly more?: Readonly<Record<string, string>>;
}

/** Parameters by name, with the optimiser's moments where a run is to go on from the file. */
export async function encodeRun(
	params: ReadonlyMap<string, tf.Tensor>,
	state: OptimizerState | null,
	identity: RunIdentity,
	step: number,
): Promise<ArrayBuffer> {
	const tensors = new Map<string, StoredTensor>();
	const [prefixM, prefixV] = MOMENT_PREFIXES;
	const moments =
		state === null
			? []
			: ([
					[prefixM, state.m],
					[prefixV, state.v],
				] as const);
	const groups = [['', params] as const, ...moments];
	const named = groups.flatMap(([prefix, each]) => [...each].map(([name, tensor]) => [prefix + name, tensor] as const));
	// All at once: the GPU is waited for once, not for each tensor.
	const read = await Promise.all(named.map(([, tensor]) => tensor.data()));
	for (const [i, [name, { shape }]] of named.entries()) tensors.set(name, { shape, data: Float32Array.from(read[i] ?? []) });
	const metadata = new Map([
		...Object.entries(identity.more ?? {}),
		['format', FORMAT],
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

export interface Wanted {
	readonly lab: string;
	readonly preset: string;
	/** Names and shapes of the parameters. */
	readonly shapes: ReadonlyMap<string, readonly number[]>;
	/** The file must hold the optimiser's moments too. Default true. */
	readonly hasMoments?: boolean;
}

export type RunRead = { readonly ok: true; readonly run: StoredRun } | { readonly ok: false; readonly message: string };

/** Reads a file as a run of this lab, preset and model, or says in a sentence why it is none. */
export function readRun(bytes: ArrayBuffer, wanted: Wanted): RunRead {
	const read = decodeSafetensors(new Uint8Array(bytes));
	if (!read.ok) return { ok: false, message: `The saved run cannot be read. ${read.message}` };
	const message = foreign(read.weights, wanted) ?? misshapen(read.weights, wanted);
	if (message !== null) return { ok: false, message };
	const { metadata } = read.weights;
	const [seed, step] = [wholeNumber(metadata.get('seed')), wholeNumber(metadata.get('step'))];
	if (seed === null || step === null)
		return { ok: false, message: 'The saved run does not say its seed and step, so nothing can go on from it.' };
	return { ok: true, run: { seed, step, weights: read.weights } };
}

/** @throws what `readRun` refuses */
export function decodeRun(bytes: ArrayBuffer, wanted: Wanted): StoredRun {
	const read = readRun(bytes, wanted);
	if (!read.ok) throw new Error(read.message);
	return read.run;
}

/** The step that a run's file says it is of; null for anything else. */
export function stepOfRun(bytes: ArrayBuffer): number | null {
	const read = decodeSafetensors(new Uint8Array(bytes));
	return read.ok ? wholeNumber(read.weights.metadata.get('step')) : null;
}

function foreign({ metadata }: Weights, { lab, preset }: Wanted): string | null {
	const format = metadata.get('format');
	if (format !== FORMAT)
		return `The file was not exported by a training run here: its format is "${(format ?? 'none').slice(0, 40)}", not "${FORMAT}".`;
	for (const [key, want, remedy] of [
		['lab', lab, 'Open that lab'],
		['preset', preset, 'Choose that preset'],
	] as const) {
		const got = (metadata.get(key) ?? 'none').slice(0, 60);
		if (got !== want) return `The saved run is of the ${key} "${got}", this one of "${want}". ${remedy}, or train from the beginning.`;
	}
	return null;
}

function misshapen({ tensors }: Weights, { shapes, hasMoments = true }: Wanted): string | null {
	for (const [name, shape] of shapes) {
		for (const prefix of ['', ...(hasMoments ? MOMENT_PREFIXES : [])]) {
			const got = tensors.get(prefix + name)?.shape;
			if (got?.join() === shape.join()) continue;
			const what = got === undefined ? `lacks ${prefix}${name}` : `has ${prefix}${name} of shape [${got.join(', ')}]`;
			return `The saved run ${what}; this model needs it in shape [${shape.join(', ')}]. Train from the beginning.`;
		}
	}
	return null;
}

function wholeNumber(text: string | undefined): number | null {
	return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
