/** Loss by position of three kinds of model, over seeds: what the second figure of lesson 2.3 draws and its table says. Pure. */

export const KINDS = ['learned', 'rope', 'none'] as const;
export type Kind = (typeof KINDS)[number];
export const KIND_NAMES: Readonly<Record<Kind, string>> = { learned: 'Learned positions', rope: 'RoPE', none: 'No positions' };

export interface LengthRun {
	readonly result: {
		readonly trained: number;
		readonly long: number;
		readonly models: readonly {
			readonly kind: string;
			readonly coarse: readonly { readonly from: number; readonly to: number; readonly loss: number }[];
			/** One loss for each stretch of eight positions. */
			readonly fine: readonly number[];
		}[];
	};
}

/** Mean, lowest and highest over seeds. */
export interface Spread {
	readonly mean: number;
	readonly low: number;
	readonly high: number;
}

export function spreadOf(values: readonly number[]): Spread {
	return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, low: Math.min(...values), high: Math.max(...values) };
}

function modelsOf(runs: readonly LengthRun[], kind: Kind) {
	return runs.flatMap(({ result }) => result.models.filter((model) => model.kind === kind));
}

/** By stretch of eight positions. */
export function fineCurve(runs: readonly LengthRun[], kind: Kind): Spread[] {
	const models = modelsOf(runs, kind);
	return (models[0]?.fine ?? []).map((_, at) => spreadOf(models.map(({ fine }) => fine[at] ?? Number.NaN)));
}

/** By the stretches of the table, with their first and last position. */
export function coarseRow(runs: readonly LengthRun[], kind: Kind): (Spread & { readonly from: number; readonly to: number })[] {
	const models = modelsOf(runs, kind);
	return (models[0]?.coarse ?? []).map(({ from, to }, at) => ({
		from,
		to,
		...spreadOf(models.map(({ coarse }) => coarse[at]?.loss ?? Number.NaN)),
	}));
}
