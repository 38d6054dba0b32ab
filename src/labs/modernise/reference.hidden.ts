/** The block and the comparison in plain numbers, right and with one named bug at a time. Server only: a mutant is nearly the solution. */
import { type TensorValue, tensorValue } from '#contract/value.ts';
import type { BlockCase } from './block-case.ts';

export interface Recipe {
	readonly norms: 'both' | 'first' | 'none';
	readonly rmsHasShift: boolean;
	readonly turns: readonly ('query' | 'key' | 'value')[];
	/** Heads are turned one by one, or the whole width at once. */
	readonly turnsWholeWidth: boolean;
	readonly gate: 'right' | 'swapped' | 'ignored';
	readonly kv: 'blocks' | 'tiled';
	readonly residuals: boolean;
}

export const RIGHT: Recipe = {
	norms: 'both',
	rmsHasShift: false,
	turns: ['query', 'key'],
	turnsWholeWidth: false,
	gate: 'right',
	kv: 'blocks',
	residuals: true,
};

export const BLOCK_BUGS: Readonly<Record<string, Partial<Recipe>>> = {
	'norm-ignored': { norms: 'none' },
	'one-norm-only': { norms: 'first' },
	'rms-with-shift': { rmsHasShift: true },
	'order-invisible': { turns: [] },
	'keys-alone-turned': { turns: ['key'] },
	'values-turned': { turns: ['query', 'key', 'value'] },
	'turned-before-heads': { turnsWholeWidth: true },
	'gate-ignored': { gate: 'ignored' },
	'gate-and-up-swapped': { gate: 'swapped' },
	'kv-heads-tiled': { kv: 'tiled' },
	'no-residual': { residuals: false },
};

type Rows = number[][];
const rowsOf = (value: TensorValue, width: number): Rows =>
	Array.from({ length: value.data.length / width }, (_, i) => Array.from(value.data.slice(i * width, (i + 1) * width)));
const add = (a: Rows, b: Rows): Rows => a.map((row, i) => row.map((x, j) => x + (b[i]?.[j] ?? 0)));

export function blockOf({ x, weights, switches }: BlockCase, bug: Partial<Recipe> = {}): TensorValue {
	const recipe = { ...RIGHT, ...bug };
	const width = x.shape[2] ?? 1;
	const numbers = (name: string): ArrayLike<number> => weights.get(name)?.data ?? [];
	const dense = (name: string, y: Rows): Rows => {
		const [weight, bias] = [numbers(`${name}.weight`), numbers(`${name}.bias`)];
		return y.map((row) => Array.from(bias, (b, j) => row.reduce((sum, n, i) => sum + n * (weight[i * bias.length + j] ?? 0), b)));
	};
	const norm = (name: 'norm1' | 'norm2', y: Rows): Rows => {
		const switched = recipe.norms === 'both' || (recipe.norms === 'first' && name === 'norm1');
		const isRms = switches.norm === 'rms' && switched;
		const shift = isRms && !recipe.rmsHasShift ? [] : numbers(`${name}.shift`);
		return y.map((row) => normalised(row, isRms).map((n, j) => n * (numbers(`${name}.scale`)[j] ?? 0) + (shift[j] ?? 0)));
	};
	const input = rowsOf(x, width);
	const stream = (a: Rows, b: Rows): Rows => (recipe.residuals ? add(a, b) : b);
	const h = stream(input, dense('output', attend(norm('norm1', input), dense, { width, ...switches }, recipe)));
	const second = norm('norm2', h);
	const out = stream(h, dense('down', inner(dense('gate', second), dense('up', second), switches.mlp, recipe)));
	return tensorValue(out.flat(), x.shape);
}

function normalised(row: readonly number[], isRms: boolean): number[] {
	const mean = isRms ? 0 : row.reduce((sum, n) => sum + n, 0) / row.length;
	const square = row.reduce((sum, n) => sum + (n - mean) ** 2, 0) / row.length;
	return row.map((n) => (n - mean) / Math.sqrt(square + (isRms ? 1e-6 : 1e-5)));
}

const gelu = (n: number): number => (n / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (n + 0.044715 * n ** 3)));
const silu = (n: number): number => n / (1 + Math.exp(-n));

function inner(gate: Rows, up: Rows, mlp: 'gelu' | 'swiglu', recipe: Recipe): Rows {
	if (mlp === 'gelu' || recipe.gate === 'ignored') return up.map((row) => row.map(gelu));
	const [opens, flows] = recipe.gate === 'swapped' ? [up, gate] : [gate, up];
	return opens.map((row, i) => row.map((n, j) => silu(n) * (flows[i]?.[j] ?? 0)));
}

type Dense = (name: string, y: Rows) => Rows;
type Sizes = { readonly width: number; readonly heads: number; readonly kvHeads: number; readonly positions: 'learned' | 'rope' };

function attend(y: Rows, dense: Dense, { width, heads, kvHeads, positions }: Sizes, recipe: Recipe): Rows {
	const size = width / heads;
	const part = (name: 'query' | 'key' | 'value'): Rows => {
		const rows = dense(name, y);
		if (positions !== 'rope' || !recipe.turns.includes(name)) return rows;
		const pieces = recipe.turnsWholeWidth ? 1 : (rows[0]?.length ?? 0) / size;
		return rows.map((row, time) => turned(row, time, pieces));
	};
	const [q, k, v] = [part('query'), part('key'), part('value')];
	const out = y.map((): number[] => []);
	for (let head = 0; head < heads; head++) {
		const kv = recipe.kv === 'blocks' ? Math.floor(head / (heads / kvHeads)) : head % kvHeads;
		const cut = (rows: Rows, at: number): Rows => rows.map((row) => row.slice(at * size, (at + 1) * size));
		for (const [i, row] of mixed(cut(q, head), cut(k, kv), cut(v, kv)).entries()) out[i]?.push(...row);
	}
	return out;
}

/** Each of `pieces` equal parts turned by its position, half-split, base 10,000. */
function turned(row: readonly number[], time: number, pieces: number): number[] {
	const size = row.length / pieces;
	const half = size / 2;
	return row.map((n, j) => {
		const [at, start] = [j % size, j - (j % size)];
		const angle = time * 10_000 ** (-(2 * (at % half)) / size);
		const other = row[start + ((at + half) % size)] ?? 0;
		return n * Math.cos(angle) + (at < half ? -other : other) * Math.sin(angle);
	});
}

function mixed(q: Rows, k: Rows, v: Rows): Rows {
	return q.map((query, i) => {
		const scores = k.slice(0, i + 1).map((key) => key.reduce((sum, n, j) => sum + n * (query[j] ?? 0), 0) / Math.sqrt(query.length));
		const highest = Math.max(...scores);
		const shares = scores.map((score) => Math.exp(score - highest));
		const total = shares.reduce((sum, share) => sum + share, 0);
		return query.map((_, j) => shares.reduce((sum, share, t) => sum + (share / total) * (v[t]?.[j] ?? 0), 0));
	});
}

export interface Comparison {
	readonly paired: boolean;
	readonly deviation: 'sample' | 'population';
	readonly root: boolean;
	readonly quantile: 't' | 'normal';
	readonly better: 'below' | 'above';
	readonly decides: 'interval' | 'mean';
}

const FAIR: Comparison = { paired: true, deviation: 'sample', root: true, quantile: 't', better: 'below', decides: 'interval' };

export const EFFECT_BUGS: Readonly<Record<string, Partial<Comparison>>> = {
	'not-paired': { paired: false },
	'population-deviation': { deviation: 'population' },
	'deviation-not-error': { root: false },
	'normal-not-t': { quantile: 'normal' },
	'more-is-better': { better: 'above' },
	'mean-decides': { decides: 'mean' },
};

const T95 = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26];

/** [mean, low, high, verdict: −1 better, 0 none, 1 worse]. */
export function effectOf(before: readonly number[], after: readonly number[], bug: Partial<Comparison> = {}): number[] {
	const recipe = { ...FAIR, ...bug };
	const n = after.length;
	const mean = average(after) - average(before);
	const less = recipe.deviation === 'sample' ? 1 : 0;
	const spread = recipe.paired
		? variance(
				after.map((x, i) => x - (before[i] ?? 0)),
				less,
			)
		: variance(after, less) + variance(before, less);
	const half = (recipe.quantile === 't' ? (T95[n - 2] ?? 1.96) : 1.96) * Math.sqrt(spread / (recipe.root ? n : 1));
	const [low, high] = [mean - half, mean + half];
	const sign = recipe.decides === 'mean' ? Math.sign(mean) : high < 0 ? -1 : low > 0 ? 1 : 0;
	return [mean, low, high, recipe.better === 'below' ? sign : -sign];
}

const average = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

function variance(values: readonly number[], less: number): number {
	const mean = average(values);
	return values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - less);
}
