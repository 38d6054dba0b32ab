/**
 * Uploaded weights → loss on text of a split, with our model code and our attention. Runs in a disposable child (or a recipe), on the backend
 * that is set. Refuses, with a sentence, a file that is not exactly a model of one of the lab's presets.
 */
import type { Lab } from '#contract/lab.ts';
import { decodeSafetensors, type Weights } from '#contract/safetensors.ts';
import { floorPerToken } from '#data/storyland/entropy.ts';
import type { Split } from '#data/storyland/splits.ts';
import { causalAttention } from '#labs/causal-attention/borrowed.ts';
import { findLab } from '#labs/index.ts';
import { createGpt } from '#labs/kit/gpt.ts';
import { type GptConfig, gptConfigOf, gptShapes } from '#labs/kit/gpt-shapes.ts';
import { type Measured, measureLoss } from '#labs/kit/held-out.ts';
import { MOMENT_PREFIXES } from '#labs/kit/snapshot.ts';

/** Twice what a comparison needs, for a smaller error. */
const TOKENS = 16_384;

export type WeightsMeasured =
	| { readonly ok: true; readonly preset: string; readonly measured: Measured; readonly floor: number; readonly margin: number }
	| { readonly ok: false; readonly message: string };

export async function measureWeights(
	bytes: Uint8Array,
	labId: string,
	text: { readonly split: Split; readonly seed: string },
): Promise<WeightsMeasured> {
	const lab = findLab(labId);
	if (lab === null) throw new Error(`There is no lab "${labId}" whose weights could be measured.`);
	const read = decodeSafetensors(bytes);
	if (!read.ok) return read;
	const choice = choosePreset(lab, read.weights);
	if (typeof choice === 'string') return { ok: false, message: choice };
	const problem = problemOf(read.weights, choice.config, choice.preset);
	if (problem !== null) return { ok: false, message: problem };
	const gpt = createGpt(choice.config, read.weights.tensors, causalAttention);
	try {
		const measured = await measureLoss(gpt.logits, choice.config.time, { ...text, atLeast: TOKENS });
		return { ok: true, preset: choice.preset, measured, floor: floorPerToken(choice.config.time - 1), margin: choice.margin };
	} finally {
		gpt.dispose();
	}
}

interface Choice {
	readonly preset: string;
	readonly config: GptConfig;
	readonly margin: number;
}

function choosePreset(lab: Lab, { metadata }: Weights): Choice | string {
	const presets = Object.keys(lab.presets).filter((name) => lab.presets[name]?.targetMargin !== undefined);
	const from = metadata.get('lab');
	if (from !== undefined && from !== lab.id) return `The weights are of the lab "${from.slice(0, 40)}", not of "${lab.id}".`;
	const name = metadata.get('preset');
	if (name === undefined) return `The weights do not name their preset. Export them from the lab page; it knows ${presets.join(' and ')}.`;
	const preset = presets.includes(name) ? lab.presets[name] : undefined;
	if (preset?.targetMargin === undefined)
		return `The weights name the preset "${name.slice(0, 40)}"; this lab measures ${presets.join(' and ')}.`;
	return { preset: name, config: gptConfigOf(preset.config), margin: preset.targetMargin };
}

function problemOf({ tensors }: Weights, config: GptConfig, preset: string): string | null {
	const shapes = gptShapes(config);
	for (const [name, shape] of shapes) {
		const got = tensors.get(name);
		if (got === undefined) return `The weights lack ${name}, which a model of the preset "${preset}" has.`;
		if (got.shape.join() !== shape.join())
			return `${name} has shape [${got.shape.join(', ')}]; the preset "${preset}" needs [${shape.join(', ')}].`;
	}
	const isMoment = (name: string): boolean =>
		MOMENT_PREFIXES.some((prefix) => name.startsWith(prefix) && shapes.has(name.slice(prefix.length)));
	const extra = [...tensors.keys()].find((name) => !shapes.has(name) && !isMoment(name));
	return extra === undefined ? null : `The weights hold ${extra}, which no model of the preset "${preset}" has.`;
}
