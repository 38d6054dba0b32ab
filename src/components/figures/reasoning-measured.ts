/** Reads what the recipes of module 7 measured. Refuses files whose runs lack what the lessons print. Means are over seeds. */
import { z } from 'zod';
import budgetFile from '../../content/measured/budget-forcing.json' with { type: 'json' };
import scratchpadFile from '../../content/measured/scratchpad.json' with { type: 'json' };
import votesFile from '../../content/measured/self-consistency.json' with { type: 'json' };
import routerFile from '../../content/measured/think-router.json' with { type: 'json' };
import type { PlotSeries } from './line-plot.ts';

const runsOf = <Result extends z.ZodType>(result: Result) =>
	z.object({
		command: z.string(),
		backend: z.string(),
		runs: z.array(z.object({ seed: z.number(), seconds: z.number(), result })).min(1),
	});
const points = z.array(z.object({ x: z.number(), y: z.number() }));

const format = z.object({
	curve: z.array(z.object({ step: z.number(), think: z.number(), direct: z.number() })),
	byLength: z.record(z.string(), z.array(z.number())),
});
const votes = z.object({
	problems: z.number(),
	temperatures: z.array(z.object({ temperature: z.number() }).catchall(points)),
});

const parse = <Result extends z.ZodType>(file: unknown, name: string, result: Result) =>
	z
		.object({ experiments: z.record(z.string(), z.unknown()) })
		.transform(({ experiments }) => runsOf(result).parse(experiments[name]))
		.parse(file);

export const formatRuns = parse(scratchpadFile, 'formats', z.object({ copied: format, bare: format, direct: format }));
export const longerRuns = parse(scratchpadFile, 'longer', z.object({ copied: format, bare: format }));
export const voteRuns = parse(votesFile, 'votes', votes);
export const budgetRuns = parse(budgetFile, 'budgets', z.object({ problems: z.number() }).catchall(points));
export const frontierRuns = parse(routerFile, 'frontier', z.object({ problems: z.number() }).catchall(points));
/** Operations, confidence, right at once, right after thinking, tokens of the thought. */
export const questionRuns = parse(routerFile, 'questions', z.array(z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()])));

export function meanOf(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Point by point over runs that have equally many points. */
export function meanPoints(runs: readonly (readonly { readonly x: number; readonly y: number }[])[]): { x: number; y: number }[] {
	return (runs[0] ?? []).map((_, i) => ({
		x: meanOf(runs.map((run) => run[i]?.x ?? 0)),
		y: meanOf(runs.map((run) => run[i]?.y ?? 0)),
	}));
}

/** The series of that name in every run, as its mean. */
export function meanSeries(
	runs: readonly { readonly result: Readonly<Record<string, unknown>> }[],
	name: string,
	shown: Omit<PlotSeries, 'points'>,
): PlotSeries {
	const found = runs.map(({ result }) => points.parse(result[name]));
	return { ...shown, points: meanPoints(found) };
}
