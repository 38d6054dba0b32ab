/** The objective in plain numbers, right and with one named bug at a time. Server only: a mutant is nearly the solution. */

export interface AdvantageRecipe {
	readonly centre: 'group' | 'batch' | 'none';
	readonly spread: 'group' | 'batch' | 'sample' | 'none';
	readonly epsilon: number;
}
const RIGHT_ADVANTAGE: AdvantageRecipe = { centre: 'group', spread: 'group', epsilon: 1e-4 };

export const ADVANTAGE_BUGS: Readonly<Record<string, Partial<AdvantageRecipe>>> = {
	'not-started': { centre: 'none', spread: 'none' },
	'not-centred': { centre: 'none' },
	'centred-on-batch': { centre: 'batch', spread: 'batch' },
	'spread-of-batch': { spread: 'batch' },
	'sample-spread': { spread: 'sample' },
	'no-spread': { spread: 'none' },
	'nan-in-equal-group': { epsilon: 0 },
};

const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;

function deviation(numbers: readonly number[], isSample = false): number {
	const centre = mean(numbers);
	return Math.sqrt(numbers.reduce((total, n) => total + (n - centre) ** 2, 0) / (numbers.length - (isSample ? 1 : 0)));
}

/** Flat, group by group. */
export function advantagesOf(groups: readonly (readonly number[])[], bug: Partial<AdvantageRecipe> = {}): number[] {
	const { centre, spread, epsilon } = { ...RIGHT_ADVANTAGE, ...bug };
	const all = groups.flat();
	return groups.flatMap((rewards) => {
		const middle = centre === 'none' ? 0 : mean(centre === 'group' ? rewards : all);
		const scale = spread === 'none' ? 1 : deviation(spread === 'batch' ? all : rewards, spread === 'sample') + epsilon;
		return rewards.map((reward) => (reward - middle) / scale);
	});
}

export const KL_BUGS: Readonly<Record<string, (gap: number) => number>> = {
	'kl-can-be-negative': (gap) => -gap,
	'kl-wrong-size': (gap) => gap ** 2 / 2,
	'kl-reversed': (gap) => Math.exp(-gap) + gap - 1,
};

/** `gap`: log-probability under the reference less that under the policy. k3 of Schulman (2020). */
export function klOf(gap: number): number {
	return Math.exp(gap) - gap - 1;
}

export interface LossRecipe {
	readonly ratio: 'right' | 'upside-down' | 'none';
	readonly sign: number;
	readonly clip: 'right' | 'none' | 'only' | 'larger' | 'fixed';
	readonly mask: boolean;
	readonly leash: 'right' | 'none' | 'rewarded' | 'fixed';
	readonly over: 'places' | 'tokens' | 'rows' | 'samples' | 'nothing';
}
const RIGHT_LOSS: LossRecipe = { ratio: 'right', sign: 1, clip: 'right', mask: true, leash: 'right', over: 'places' };

export const LOSS_BUGS: Readonly<Record<string, Partial<LossRecipe>>> = {
	'ratio-upside-down': { ratio: 'upside-down' },
	'no-ratio': { ratio: 'none', clip: 'none' },
	'pushes-wrong-way': { sign: -1 },
	'no-clip': { clip: 'none' },
	'clips-without-min': { clip: 'only' },
	'takes-larger': { clip: 'larger' },
	'fixed-clip': { clip: 'fixed' },
	'mask-ignored': { mask: false },
	'no-leash': { leash: 'none' },
	'leash-rewarded': { leash: 'rewarded' },
	'fixed-beta': { leash: 'fixed' },
	'divides-by-tokens': { over: 'tokens' },
	'divides-by-rows': { over: 'rows' },
	'mean-of-samples': { over: 'samples' },
	'not-divided': { over: 'nothing' },
};

export interface LossInput {
	readonly rows: number;
	readonly time: number;
	/** [rows · time] each. */
	readonly now: readonly number[];
	readonly old: readonly number[];
	readonly reference: readonly number[];
	readonly mask: readonly number[];
	/** [rows]. */
	readonly advantages: readonly number[];
	readonly clip: number;
	readonly beta: number;
}

export function lossOf(input: LossInput, bug: Partial<LossRecipe> = {}): number {
	const recipe = { ...RIGHT_LOSS, ...bug };
	const { rows, time, mask } = input;
	const counts = (i: number): number => (recipe.mask ? (mask[i] ?? 0) : 1);
	const rowSums = Array.from({ length: rows }, (_, row) => {
		const places = Array.from({ length: time }, (_place, t) => row * time + t);
		return places.reduce((total, i) => total + counts(i) * tokenOf(input, i, recipe), 0);
	});
	const drawn = Array.from({ length: rows }, (_, row) => mask.slice(row * time, (row + 1) * time).reduce((a, b) => a + b, 0));
	const total = rowSums.reduce((a, b) => a + b, 0);
	const divisors = { places: rows * time, tokens: drawn.reduce((a, b) => a + b, 0), rows, nothing: 1, samples: 1 };
	const gain =
		recipe.over === 'samples' ? mean(rowSums.map((each, row) => each / Math.max(1, drawn[row] ?? 1))) : total / divisors[recipe.over];
	return -gain * recipe.sign;
}

/** What one token adds to the gain. */
function tokenOf({ now, old, reference, advantages, time, clip, beta }: LossInput, i: number, recipe: LossRecipe): number {
	const [current = 0, before = 0, ref = 0] = [now[i], old[i], reference[i]];
	const worth = advantages[Math.floor(i / time)] ?? 0;
	const moved = Math.exp(recipe.ratio === 'upside-down' ? before - current : current - before);
	const ratio = recipe.ratio === 'none' ? current : moved;
	const width = recipe.clip === 'fixed' ? 0.2 : clip;
	const held = Math.min(1 + width, Math.max(1 - width, ratio));
	const products = {
		right: Math.min(ratio * worth, held * worth),
		none: ratio * worth,
		only: held * worth,
		larger: Math.max(ratio * worth, held * worth),
	};
	const gain = recipe.clip === 'fixed' ? products.right : products[recipe.clip];
	const weights = { right: beta, none: 0, rewarded: -beta, fixed: 0.05 };
	return gain - weights[recipe.leash] * klOf(ref - current);
}
