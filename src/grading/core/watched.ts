/** What a watched call shows besides its value: its arguments as they are afterwards, and the tensors that it left behind. Plain data, which crosses every wall. */
import { z } from 'zod';
import { MAX_LEFT_SHAPES } from '#contract/limits.ts';
import type { Value } from '#contract/value.ts';

export interface Watched {
	/** In the order of the call; null where an argument can no longer be read: it was disposed, or became something that is no data. */
	readonly args: readonly Value[];
	/** Tensors that were made in the call, and were neither given back nor disposed. */
	readonly left: { readonly count: number; readonly shapes: readonly (readonly number[])[] };
}

const leftSchema = z.strictObject({
	count: z.int().nonnegative(),
	shapes: z.array(z.array(z.int().nonnegative()).max(8)).max(MAX_LEFT_SHAPES),
});

/** Undefined for what no realm writes: it comes from a child that is not trusted. `args` were read as data before. */
export function readWatched(args: Value | undefined, left: Value | undefined): Watched | undefined {
	const parsed = leftSchema.safeParse(left);
	return Array.isArray(args) && parsed.success ? { args, left: parsed.data } : undefined;
}
