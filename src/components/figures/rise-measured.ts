/** Reads what the recipes of lab 6.3 measured, means over seeds, with the fits to these. Refuses a file whose runs lack what the lesson prints. */
import { z } from 'zod';
import measured from '../../content/measured/rlvr-scaling.json' with { type: 'json' };
import { meanOf, runsOf } from './measured-runs.ts';
import type { FittedRise, RisePoint, RiseRun } from './rise-svg.ts';

const result = z.object({
	steps: z.number(),
	points: z.array(z.object({ step: z.number(), accuracy: z.number(), questions: z.array(z.number()) })),
	shown: z.array(z.number()),
	pass: z.object({ ks: z.array(z.number()), base: z.array(z.number()), trained: z.array(z.number()), estimated: z.array(z.number()) }),
});
const experiment = runsOf(result);
const fit = z.object({
	rise: z.object({ ceiling: z.number(), middle: z.number(), steepness: z.number() }),
	range: z.tuple([z.number(), z.number()]),
	line: z.object({ atOne: z.number(), perDecade: z.number() }).nullable(),
	until: z.number(),
});
const fits = runsOf(z.record(z.string(), z.object({ floor: z.number(), all: fit, half: fit })));
const { fits: fitted, ...runs } = z
	.object({ experiments: z.object({ mix: experiment, equal: experiment, whole: experiment, shared: experiment, adam: experiment, fits }) })
	.parse(measured).experiments;
export const riseMeasured = runs;

export type RiseName = keyof typeof riseMeasured;

/** In the order of how much the questions share. */
export const RISE_LABELS: readonly (readonly [RiseName, string])[] = [
	['mix', 'Mix of difficulties, nothing shared'],
	['adam', 'The same, by Adam'],
	['whole', 'The mix, one network for all'],
	['shared', 'The mix, one answer for all'],
	['equal', 'One difficulty, nothing shared'],
];

function pointsOf(name: RiseName): RisePoint[] {
	const curves = riseMeasured[name].runs.map((run) => run.result.points);
	return (curves[0] ?? []).map(({ step }, i) => {
		const each = curves.map((points) => points[i]?.accuracy ?? 0);
		return { step, accuracy: meanOf(each), low: Math.min(...each), high: Math.max(...each) };
	});
}

const flat = ({ rise, range, line, until }: z.infer<typeof fit>): FittedRise => ({ ...rise, range, line, until });

function runOf([name, label]: (typeof RISE_LABELS)[number]): RiseRun {
	const found = fitted.runs[0]?.result[name];
	if (found === undefined) throw new Error(`The measured rise "${name}" was never fitted: npm run recipes -- rlvr-scaling fits`);
	return { name, label, floor: found.floor, points: pointsOf(name), all: flat(found.all), half: flat(found.half) };
}

export const riseRuns: readonly RiseRun[] = RISE_LABELS.map(runOf);

export function riseRun(name: RiseName): RiseRun {
	const found = riseRuns.find((run) => run.name === name);
	if (found === undefined) throw new Error(`There is no measured rise "${name}".`);
	return found;
}

/** pass@k of the mix, means over seeds, exact but for `estimated`, which 64 samples of the base gave. */
export function passOf(name: RiseName) {
	const passes = riseMeasured[name].runs.map((run) => run.result.pass);
	const mean = (which: 'base' | 'trained' | 'estimated'): number[] =>
		(passes[0]?.[which] ?? []).map((_, i) => meanOf(passes.map((pass) => pass[which][i] ?? 0)));
	return { ks: passes[0]?.ks ?? [], base: mean('base'), trained: mean('trained'), estimated: mean('estimated') };
}
