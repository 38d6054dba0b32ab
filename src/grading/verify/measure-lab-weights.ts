/**
 * Uploaded weights → what a lab measures of them on data of a split, by the measure that is given. Our model code, on the backend that is set.
 * Refuses, with a sentence, a file that is not exactly a model of one of the lab's presets. Pure but for tfjs: it is bundled with what judges a lab.
 */
import type { Lab, Preset } from '#contract/lab.ts';
import { decodeSafetensors, type Weights } from '#contract/safetensors.ts';
import { floorPerToken } from '#data/storyland/entropy.ts';
import type { Split } from '#data/storyland/splits.ts';
import { causalAttention } from '#labs/causal-attention/borrowed.ts';
import { createGpt } from '#labs/kit/gpt.ts';
import { gptConfigOf, gptShapes } from '#labs/kit/gpt-shapes.ts';
import { measureLoss } from '#labs/kit/held-out.ts';
import { MOMENT_PREFIXES } from '#labs/kit/snapshot.ts';
import type { MeasuredValue, WeightsMeasure } from '#labs/kit/weights-measure.ts';

/** Twice what a comparison needs, for a smaller error. */
const TOKENS = 16_384;
const AGAIN = 'Train on the lab page, and submit what it keeps of the run as it is.';

/** What the preset asks for, in one form for every kind of lab. */
export interface Goal {
	readonly goal: 'at-least' | 'at-most';
	readonly target: number;
	readonly what: string;
	readonly counted: 'tokens' | 'problems';
	/** What no honest model passes. */
	readonly floor?: number;
}

export type WeightsMeasured =
	| { readonly ok: true; readonly preset: string; readonly measured: MeasuredValue; readonly goal: Goal }
	| { readonly ok: false; readonly message: string };

export interface MeasureData {
	readonly split: Split;
	readonly seed: string;
}

interface Uploaded {
	readonly bytes: Uint8Array;
	readonly lab: Lab;
	readonly measure: WeightsMeasure;
}

export async function measureLabWeights({ bytes, lab, measure }: Uploaded, data: MeasureData): Promise<WeightsMeasured> {
	const read = decodeSafetensors(bytes);
	if (!read.ok) return read;
	const choice = choosePreset(lab, read.weights);
	if (typeof choice === 'string') return { ok: false, message: choice };
	const { preset, config, goal } = choice;
	const problem = problemOf(read.weights, measure.shapes(config), preset);
	if (problem !== null) return { ok: false, message: `${problem} ${AGAIN}` };
	const { tensors, metadata } = read.weights;
	return { ok: true, preset, measured: await measure.measure({ preset, config, tensors, metadata }, data), goal };
}

/** Of a lab without a measure of its own: the loss on stories. */
export const storyland: WeightsMeasure = {
	shapes: (config) => gptShapes(gptConfigOf(config)),
	async measure({ config, tensors }, data) {
		const gpt = createGpt(gptConfigOf(config), tensors, causalAttention);
		try {
			const { loss, standardError, tokens } = await measureLoss(gpt.logits, gpt.config.time, { ...data, atLeast: TOKENS });
			return { value: loss, standardError, count: tokens };
		} finally {
			gpt.dispose();
		}
	},
};

/** Null for a preset that is practice only. */
export function goalOf({ config, target, targetMargin }: Preset): Goal | null {
	if (target !== undefined) return { goal: target.goal, target: target.value, what: target.what, counted: target.counted };
	if (targetMargin === undefined) return null;
	const floor = floorPerToken((config['time'] ?? 1) - 1);
	return { goal: 'at-most', target: floor + targetMargin, what: 'nats per token of hidden stories', counted: 'tokens', floor };
}

interface Choice {
	readonly preset: string;
	readonly config: Readonly<Record<string, number>>;
	readonly goal: Goal;
}

function choosePreset(lab: Lab, { metadata }: Weights): Choice | string {
	const goals = new Map(Object.entries(lab.presets).flatMap(([name, preset]) => [[name, goalOf(preset)] as const]));
	const known = [...goals].filter(([, goal]) => goal !== null).map(([name]) => name);
	const from = metadata.get('lab');
	if (from !== undefined && from !== lab.id)
		return `The weights are of the lab "${from.slice(0, 40)}", not of "${lab.id}". Submit them there, or train here.`;
	const name = metadata.get('preset');
	if (name === undefined) return `The weights do not name their preset. Export them from the lab page; it knows ${known.join(' and ')}.`;
	const goal = goals.get(name);
	if (!goal) return `The weights name the preset "${name.slice(0, 40)}"; this lab measures ${known.join(' and ')}. Train with one of them.`;
	return { preset: name, config: lab.presets[name]?.config ?? {}, goal };
}

function problemOf({ tensors }: Weights, shapes: ReadonlyMap<string, readonly number[]>, preset: string): string | null {
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
