/** How a lab's own weights are judged: measure.hidden.ts of a lab exports `measure` of this type. It runs in a child process of ours, on WASM. */
import type { Split } from '#data/storyland/splits.ts';
import type { StartingWeights } from './gpt.ts';

export interface MeasuredModel {
	readonly preset: string;
	readonly config: Readonly<Record<string, number>>;
	/** Exactly those of `shapes`, each of its shape. */
	readonly tensors: StartingWeights;
	/** Of the file: what the run said of itself. Anybody can write it. */
	readonly metadata: ReadonlyMap<string, string>;
}

export interface MeasuredValue {
	/** In the unit of the preset's target. */
	readonly value: number;
	readonly standardError: number;
	/** Tokens or problems that it was measured on. */
	readonly count: number;
}

export interface WeightsMeasure {
	/** Names and shapes of a model of this config; a file with others is refused. */
	shapes(config: Readonly<Record<string, number>>): ReadonlyMap<string, readonly number[]>;
	/** `hidden` data are drawn with the installation's secret as the seed. */
	measure(model: MeasuredModel, data: { readonly split: Split; readonly seed: string }): Promise<MeasuredValue>;
}
