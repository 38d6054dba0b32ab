/** The frame of an experiment in src/content/measured: what it was, the command that made it, one result a seed. */
import { z } from 'zod';

export function runsOf<Result extends z.ZodType>(result: Result) {
	const run = z.object({ seed: z.number(), result });
	return z.object({ about: z.string(), command: z.string(), backend: z.string(), runs: z.array(run).min(1) });
}

export function meanOf(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
