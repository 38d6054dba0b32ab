/**
 * The list of changes between GPT-2 and its successors, each as a choice that can be made on any shape.
 * Refuses to change sizes: layers, width, vocabulary and context stay those of the model that one starts from.
 */
import type { Architecture, Experts } from './architecture.ts';

export interface Change {
	readonly id: string;
	readonly label: string;
	readonly options: readonly (readonly [id: string, label: string])[];
	/** The option that this shape has. */
	readonly read: (shape: Architecture) => string;
	/** The shape with another option, in the proportions that released models use. */
	readonly write: (shape: Architecture, option: string) => Architecture;
}

/** By change id; what is not named stays as it was. */
export type Choices = Readonly<Record<string, string>>;

/** A change that only sets one field to its option. */
function setting<K extends 'norm' | 'place' | 'queryKeyNorm' | 'biases' | 'positions'>(
	id: K,
	label: string,
	options: readonly (readonly [Architecture[K] & string, string])[],
): Change {
	return { id, label, options, read: (shape) => shape[id], write: (shape, option) => ({ ...shape, [id]: option }) };
}

/** The largest divisor of the heads that is at most a quarter of them. */
function quarterOf(heads: number): number {
	let keys = Math.max(1, Math.floor(heads / 4));
	while (heads % keys !== 0) keys -= 1;
	return keys;
}

function readAttention({ attention, heads }: Architecture): string {
	if (attention.kind === 'latent') return 'latent';
	if (attention.keyHeads === heads) return 'own';
	return attention.keyHeads === 1 ? 'one' : 'shared';
}

function writeAttention(shape: Architecture, option: string): Architecture {
	const { attention, heads } = shape;
	const headDim = attention.kind === 'latent' ? attention.value : attention.headDim;
	if (option === 'latent') {
		// The proportions of DeepSeek-V3, whose heads have 128 numbers: 1536, 512, 128 + 64, 128. Its own norms replace the one on queries and keys.
		const latent = {
			kind: 'latent',
			queryRank: 12 * headDim,
			keyRank: 4 * headDim,
			plain: headDim,
			rotated: headDim / 2,
			value: headDim,
		} as const;
		return { ...shape, attention: latent, queryKeyNorm: 'none' };
	}
	const keyHeads = { own: heads, shared: quarterOf(heads), one: 1 }[option] ?? heads;
	return { ...shape, attention: { kind: 'heads', keyHeads, headDim } };
}

/** A gate is a third matrix: two thirds of the hidden numbers keep the number of weights. */
function writeMlp(shape: Architecture, option: string): Architecture {
	const isGated = shape.mlp !== 'GELU';
	const mlp = option === 'GELU' || option === 'GeGLU' ? option : 'SwiGLU';
	const factor = isGated === (mlp !== 'GELU') ? 1 : isGated ? 3 / 2 : 2 / 3;
	const scaled = (hidden: number) => Math.round((hidden * factor) / 8) * 8;
	const experts = shape.experts && { ...shape.experts, hidden: scaled(shape.experts.hidden) };
	return { ...shape, mlp, hidden: scaled(shape.hidden), experts };
}

/** Eight of 64 experts, each an eighth of the dense MLP: the same work for a token. Back: one MLP as large as what worked. */
function writeExperts(shape: Architecture, option: string): Architecture {
	const { experts, hidden } = shape;
	if (option === 'dense') return experts ? { ...shape, experts: null, hidden: experts.hidden * (experts.active + experts.shared) } : shape;
	const made: Experts = { total: 64, active: 8, shared: 0, hidden: Math.round(hidden / 8), denseLayers: 0 };
	return { ...shape, experts: made };
}

function writeWindow(shape: Architecture, option: string): Architecture {
	if (option === 'all') return { ...shape, window: null };
	return { ...shape, window: { layers: Math.floor((shape.layers * 3) / 4), size: Math.min(1024, Math.floor(shape.context / 8)) } };
}

/** In the order in which module 2 and 3 make them. */
export const CHANGES: readonly Change[] = [
	setting('norm', 'Norm', [
		['LayerNorm', 'LayerNorm'],
		['RMSNorm', 'RMSNorm'],
	]),
	setting('place', 'Norm stands', [
		['before', 'before the sublayer'],
		['after', 'after it, inside the branch'],
		['both', 'before and after'],
	]),
	setting('biases', 'Biases', [
		['all', 'everywhere'],
		['qkv', 'on queries, keys, values'],
		['none', 'none'],
	]),
	setting('queryKeyNorm', 'Norm on queries and keys', [
		['none', 'none'],
		['head', 'per head'],
		['width', 'over all heads'],
	]),
	setting('positions', 'Positions', [
		['learned', 'learned table'],
		['rotary', 'rotated queries and keys'],
	]),
	{
		id: 'mlp',
		label: 'MLP',
		options: [
			['GELU', 'GELU'],
			['SwiGLU', 'SwiGLU, gated'],
			['GeGLU', 'GeGLU, gated'],
		],
		read: (shape) => shape.mlp,
		write: writeMlp,
	},
	{
		id: 'attention',
		label: 'Keys and values',
		options: [
			['own', 'each head its own'],
			['shared', 'shared by groups of heads'],
			['one', 'one for all heads'],
			['latent', 'one small latent vector'],
		],
		read: readAttention,
		write: writeAttention,
	},
	{
		id: 'window',
		label: 'Layers look at',
		options: [
			['all', 'everything before'],
			['window', 'most of them a window'],
		],
		read: (shape) => (shape.window ? 'window' : 'all'),
		write: writeWindow,
	},
	{
		id: 'experts',
		label: 'MLP is',
		options: [
			['dense', 'one, used by every token'],
			['experts', 'many experts, few used'],
		],
		read: (shape) => (shape.experts ? 'experts' : 'dense'),
		write: writeExperts,
	},
	{
		id: 'head',
		label: 'Output head',
		options: [
			['tied', 'the embedding again'],
			['own', 'weights of its own'],
		],
		read: (shape) => (shape.isTied ? 'tied' : 'own'),
		write: (shape, option) => ({ ...shape, isTied: option === 'tied' }),
	},
];

/** The shape after these choices. What a model has already is left exactly as released. */
export function withChoices(base: Architecture, choices: Choices): Architecture {
	return CHANGES.reduce((shape, change) => {
		const option = choices[change.id];
		return option === undefined || option === change.read(shape) ? shape : change.write(shape, option);
	}, base);
}

/** The first change that still tells `shape` from `goal`; null when only sizes do. */
export function nextChange(shape: Architecture, goal: Architecture): { readonly change: Change; readonly option: string } | null {
	const change = CHANGES.find((each) => each.read(shape) !== each.read(goal));
	return change ? { change, option: change.read(goal) } : null;
}

/** The words of an option. */
export function optionLabel(change: Change, option: string): string {
	return change.options.find(([id]) => id === option)?.[1] ?? option;
}
