/** The recipe in plain numbers, right and with one named bug at a time. Server only: a mutant is nearly the solution. */

export interface Recipe {
	readonly shift: boolean;
	readonly useTargets: boolean;
	readonly reduce: 'mean' | 'sum' | 'mean-of-batch';
	readonly correction: 'right' | 'none' | 'frozen';
	readonly decay: 'decoupled' | 'l2' | 'none' | 'vectors-too' | 'without-rate';
	readonly clip: 'global' | 'per-tensor' | 'none' | 'after-means';
	readonly memory: boolean;
}

export const RIGHT: Recipe = {
	shift: true,
	useTargets: true,
	reduce: 'mean',
	correction: 'right',
	decay: 'decoupled',
	clip: 'global',
	memory: true,
};

/** One bug of the loss each. */
export const LOSS_BUGS: Readonly<Record<string, Partial<Recipe>>> = {
	'targets-not-shifted': { shift: false },
	'targets-unused': { useTargets: false },
	'loss-not-mean': { reduce: 'sum' },
	'loss-mean-of-batch': { reduce: 'mean-of-batch' },
};

/** One bug of the step each. */
export const STEP_BUGS: Readonly<Record<string, Partial<Recipe>>> = {
	'no-bias-correction': { correction: 'none' },
	'step-not-counted': { correction: 'frozen' },
	'l2-instead-of-decoupled': { decay: 'l2' },
	'no-decay': { decay: 'none' },
	'decays-vectors': { decay: 'vectors-too' },
	'decay-without-rate': { decay: 'without-rate' },
	'clips-each-tensor': { clip: 'per-tensor' },
	'no-clipping': { clip: 'none' },
	'clips-after-means': { clip: 'after-means' },
	'means-forgotten': { memory: false },
};

export interface LossInput {
	readonly vocabulary: number;
	readonly table: ArrayLike<number>;
	readonly batch: number;
	readonly time: number;
	readonly tokens: ArrayLike<number>;
	readonly targets: ArrayLike<number>;
}

export function lossOf(input: LossInput, bug: Partial<Recipe> = {}): number {
	const { vocabulary, table, batch, time, tokens, targets } = input;
	const { shift, useTargets, reduce } = { ...RIGHT, ...bug };
	const answers = useTargets ? targets : tokens;
	const predicted = shift ? time - 1 : time;
	let sum = 0;
	for (let b = 0; b < batch; b++) {
		for (let t = 0; t < predicted; t++) {
			const row = Array.from({ length: vocabulary }, (_, i) => table[(tokens[b * time + t] ?? 0) * vocabulary + i] ?? 0);
			const highest = Math.max(...row);
			const logSum = highest + Math.log(row.reduce((total, x) => total + Math.exp(x - highest), 0));
			sum += logSum - (row[answers[b * time + t + (shift ? 1 : 0)] ?? 0] ?? 0);
		}
	}
	return reduce === 'sum' ? sum : sum / (reduce === 'mean' ? batch * predicted : batch);
}

export const [PEAK, WARMUP, LAST] = [0.004, 20, 0.0004] as const;

export function rateOf(step: number, total: number): number {
	if (step < WARMUP) return (PEAK * (step + 1)) / WARMUP;
	return LAST + 0.5 * (PEAK - LAST) * (1 + Math.cos((Math.PI * (step - WARMUP + 1)) / (total - WARMUP)));
}

export interface StepInput {
	readonly names: readonly string[];
	readonly shapes: readonly (readonly number[])[];
	readonly params: readonly (readonly number[])[];
	/** By step, then by tensor. */
	readonly grads: readonly (readonly (readonly number[])[])[];
	readonly rates: readonly number[];
}

const norm = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
const shrinkTo1 = (length: number): number => (length > 1 ? 1 / length : 1);

/** Parameters after all steps, flat. */
export function stepsOf(input: StepInput, bug: Partial<Recipe> = {}): number[] {
	const recipe = { ...RIGHT, ...bug };
	const params = input.params.map((values) => [...values]);
	const m = params.map((values) => values.map(() => 0));
	const v = params.map((values) => values.map(() => 0));
	input.grads.forEach((grads, index) => {
		const together = shrinkTo1(norm(grads.flat()));
		params.forEach((values, p) => {
			const matrix = (input.shapes[p]?.length ?? 0) >= 2;
			const scale = recipe.clip === 'global' ? together : recipe.clip === 'per-tensor' ? shrinkTo1(norm(grads[p] ?? [])) : 1;
			const place: Place = { k: index + 1, scale, late: recipe.clip === 'after-means' ? together : 1, matrix, lr: input.rates[index] ?? 0 };
			values.forEach((_, i) => {
				updateOne({ values, m: m[p] ?? [], v: v[p] ?? [] }, i, grads[p]?.[i] ?? 0, place, recipe);
			});
		});
	});
	return params.flat();
}

interface Place {
	readonly k: number;
	readonly scale: number;
	readonly late: number;
	readonly matrix: boolean;
	readonly lr: number;
}

function updateOne(at: { values: number[]; m: number[]; v: number[] }, i: number, raw: number, place: Place, recipe: Recipe): void {
	const old = at.values[i] ?? 0;
	const decays = recipe.decay === 'vectors-too' || (place.matrix && recipe.decay !== 'none');
	const gradient = raw * place.scale + (recipe.decay === 'l2' && decays ? 0.1 * old : 0);
	const kept = recipe.memory ? 1 : 0;
	const m = 0.9 * (at.m[i] ?? 0) * kept + 0.1 * gradient;
	const v = 0.95 * (at.v[i] ?? 0) * kept + 0.05 * gradient * gradient;
	[at.m[i], at.v[i]] = [m, v];
	const k = recipe.correction === 'frozen' ? 1 : place.k;
	const [c1, c2] = recipe.correction === 'none' ? [1, 1] : [1 - 0.9 ** k, 1 - 0.95 ** k];
	const ratio = (m / c1 / (Math.sqrt(v / c2) + 1e-8)) * place.late;
	const shrink = decays && recipe.decay !== 'l2' ? 0.1 * old : 0;
	at.values[i] = recipe.decay === 'without-rate' ? old - place.lr * ratio - shrink : old - place.lr * (ratio + shrink);
}
