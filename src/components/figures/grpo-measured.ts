/** Reads what the recipes of lab 6.2 measured. Refuses a file whose runs lack what the lessons print; controls that were not run yet are left out. */
import { z } from 'zod';
import measured from '../../content/measured/grpo.json' with { type: 'json' };
import type { CurvePoint, RunCurves } from './grpo-curves.ts';

const point = z.object({
	step: z.number(),
	heldOut: z.number().optional(),
	style: z.number().optional(),
	within: z.number().optional(),
	kl: z.number().optional(),
	sampled: z.number().optional(),
	length: z.number().optional(),
});
const style = z.object({ style: z.string(), share: z.number(), accuracy: z.number() });
const summary = z.object({ hidden: z.number(), greedy: z.number(), styles: z.array(style), curve: z.array(point) });
const runsOf = <Result extends z.ZodType>(result: Result) =>
	z.object({
		about: z.string(),
		command: z.string(),
		backend: z.string(),
		runs: z.array(z.object({ seed: z.number(), seconds: z.number(), result })).min(1),
	});

const schema = z.object({
	experiments: z.object({
		groups: runsOf(
			z.object({
				groups: z.array(z.object({ prompt: z.string(), samples: z.array(z.object({ text: z.string(), reward: z.number() })) })),
			}),
		),
		recipe: runsOf(
			summary.extend({
				from: z.number(),
				fromStyles: z.array(style),
				pass: z.object({ ks: z.array(z.number()), base: z.array(z.number()), trained: z.array(z.number()) }),
			}),
		),
		'prompt-only': runsOf(z.object({ free: z.number(), forced: z.number(), forcedGreedy: z.number() })),
		'format-only': runsOf(summary),
		'last-digit': runsOf(summary),
		'random-reward': runsOf(summary).optional(),
		'no-leash': runsOf(summary).optional(),
		'no-skill': runsOf(summary.extend({ base: z.object({ accuracy: z.number() }) })).optional(),
		'fresh-bases': runsOf(
			summary.extend({
				base: z.object({
					textbookSteps: z.number(),
					accuracy: z.number(),
					greedy: z.number(),
					forced: z.object({ greedy: z.number(), sampled: z.number() }),
					styles: z.array(style),
				}),
			}),
		),
	}),
});

export const grpoMeasured = schema.parse(measured).experiments;

const LABELS = {
	recipe: 'The recipe: right answers are paid',
	'no-leash': 'Without the KL term',
	'last-digit': 'The last digit is paid',
	'format-only': 'The form is paid',
	'random-reward': 'Heads or tails is paid',
	'no-skill': 'A base that never saw the skill',
} as const;

export type TrainedName = keyof typeof LABELS;
export const TRAINED: readonly TrainedName[] = ['recipe', 'no-leash', 'last-digit', 'format-only', 'random-reward', 'no-skill'];

/** Empty for what was not run. */
export function runsFor(name: TrainedName) {
	return grpoMeasured[name]?.runs ?? [];
}

/** What the figure draws, by what was paid or changed. */
export function measuredCurves(): RunCurves[] {
	return TRAINED.filter((name) => runsFor(name).length > 0).map((name) => ({
		name,
		label: LABELS[name],
		runs: runsFor(name).map(({ seed, result }) => ({ seed, points: result.curve.map(drawn) })),
	}));
}

function drawn({ step, heldOut, style: share, within, kl }: CurvePoint): CurvePoint {
	return { step, heldOut, style: share, within, kl };
}
