/** The ladder of lab 2.7: one change more on each rung, from GPT-2 to a model of today. */
export interface Rung {
	readonly name: string;
	/** What is set in a preset's config; the rest is as on the rung below. */
	readonly change: Readonly<Record<string, number>>;
}

export const RUNGS: readonly Rung[] = [
	{ name: 'GPT-2', change: { tied: 1, rms: 0, biases: 1, rope: 0, swiglu: 0 } },
	{ name: 'head of its own', change: { tied: 0 } },
	{ name: 'RMSNorm', change: { rms: 1 } },
	{ name: 'no biases', change: { biases: 0 } },
	{ name: 'RoPE', change: { rope: 1 } },
	{ name: 'SwiGLU', change: { swiglu: 1 } },
	{ name: '2 key-value heads', change: { kvHeads: 2 } },
];

/** The model of a rung: one layer and four heads, small enough to be trained once for each rung and seed. */
export function rungConfig(index: number): Record<string, number> {
	const base = { layers: 1, width: 32, heads: 4, kvHeads: 4, time: 48, batch: 8 };
	return RUNGS.slice(0, index + 1).reduce<Record<string, number>>((config, { change }) => Object.assign(config, change), base);
}

/** Bytes of keys and values that a token leaves in the cache, all layers, 16 bits each. */
export function cacheBytes({ layers = 1, width = 32, heads = 4, kvHeads = heads }: Readonly<Record<string, number>>): number {
	return 2 * layers * kvHeads * (width / heads) * 2;
}
