/**
 * A file that the learner chose, as a run to go on from. Refuses in a sentence what is too large, no safetensors file, or of another lab, preset or model;
 * reads nothing of a file that is too large.
 */
import type { Lab } from '#contract/lab.ts';
import { MAX_CHECKPOINT_BYTES } from '#contract/limits.ts';
import { gptConfigOf, gptShapes } from '#labs/kit/gpt-shapes.ts';
import { readRun } from '#labs/kit/snapshot.ts';

export type OpenedRun =
	| { readonly ok: true; readonly step: number; readonly seed: number; readonly bytes: ArrayBuffer }
	| { readonly ok: false; readonly message: string };

export async function openRunFile(file: Blob, lab: Pick<Lab, 'id' | 'presets' | 'model'>, preset: string): Promise<OpenedRun> {
	if (file.size > MAX_CHECKPOINT_BYTES)
		return { ok: false, message: `The file has ${file.size} bytes; weights have at most ${MAX_CHECKPOINT_BYTES} (8 MiB). Choose another.` };
	const config = lab.presets[preset]?.config;
	if (config === undefined) return { ok: false, message: `This lab has no preset "${preset}".` };
	try {
		const bytes = await file.arrayBuffer();
		// The shapes of another model are known to the lab's own code alone: there the worker refuses what does not fit.
		const isGpt = lab.model === 'gpt';
		const shapes = isGpt ? gptShapes(gptConfigOf(config)) : new Map();
		const read = readRun(bytes, { lab: lab.id, preset, shapes });
		return read.ok ? { ok: true, step: read.run.step, seed: read.run.seed, bytes } : read;
	} catch (error) {
		return {
			ok: false,
			message: `The file could not be read (${error instanceof Error ? error.message : 'no reason given'}). Choose it again.`,
		};
	}
}
