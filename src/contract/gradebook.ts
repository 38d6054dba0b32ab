/** The gradebook of a cohort: which submission of a lab counts, what labs weigh, and what an instructor set by hand. */
import { z } from 'zod';

/**
 * `best`: the most points after what lateness took. `last`: the newest that is judged. `in-time`: the newest of those that were not late, and where there
 * is none the first after the deadline; without a deadline it is the newest.
 */
export const COUNTING_RULES = ['best', 'last', 'in-time'] as const;
export const countingRuleSchema = z.enum(COUNTING_RULES);
export type CountingRule = z.infer<typeof countingRuleSchema>;

export const MOST_POINTS = 1_000;
export const MOST_WEIGHT = 100;
const MOST_DROPPED = 19;

/** Two places, so that what is typed, shown and exported is one number. */
const twoPlaces = (most: number, what: string) =>
	z
		.number({ error: `${what} is a number.` })
		.min(0, `${what} is not below 0.`)
		.max(most, `${what} is at most ${most.toLocaleString('en')}.`)
		.refine((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6, `${what} has at most two places after the point.`);

export const labSettingsSchema = z.strictObject({
	/** Null: the cohort's. */
	rule: countingRuleSchema.nullable(),
	/** What all of its checks come to. */
	points: twoPlaces(MOST_POINTS, 'What a lab is worth').refine(
		(value) => value > 0,
		'A lab is worth more than 0 points. To leave it out, set its weight to 0.',
	),
	/** Of the lab among the others in the total; 0: shown, and left out of it. */
	weight: twoPlaces(MOST_WEIGHT, 'A weight'),
});
export type LabSettings = z.infer<typeof labSettingsSchema>;

export const gradebookSettingsSchema = z.strictObject({
	rule: countingRuleSchema,
	/** So many labs of each learner are left out of the total: those whose leaving out helps most. */
	dropLowest: z.coerce
		.number()
		.int('A whole number of labs is left out.')
		.min(0)
		.max(MOST_DROPPED, `At most ${MOST_DROPPED} labs are left out.`),
	/** By lab; one that is not here has DEFAULT_LAB. */
	labs: z.record(z.string(), labSettingsSchema),
});
export type GradebookSettings = z.infer<typeof gradebookSettingsSchema>;

export const DEFAULT_LAB: LabSettings = { rule: null, points: 10, weight: 1 };
export const DEFAULT_SETTINGS: GradebookSettings = { rule: 'best', dropLowest: 0, labs: {} };

/** What an instructor did to a cell: set its points, excused it, or took that back so that submissions count again. */
export const SCORE_CHANGES = ['set', 'excused', 'none'] as const;
export type ScoreChangeKind = (typeof SCORE_CHANGES)[number];

const reason = z
	.string()
	.trim()
	.min(5, 'Say why, in a few words: the learner reads it.')
	.max(2_000, 'A reason has at most 2,000 characters.');

/** `seen`: number of the change that was in force when the form was shown; 0 for none. */
const seen = z.coerce.number().int().min(0);

export const cellFormSchema = z.discriminatedUnion('action', [
	z.object({
		action: z.literal('set'),
		points: z.string().trim().min(1, 'Say how many points.').transform(Number).pipe(twoPlaces(MOST_POINTS, 'Points')),
		/** What the lab was worth when the form was shown; a sender without it means what it is worth now. */
		worth: z.coerce.number().optional(),
		reason,
		seen,
	}),
	z.object({ action: z.literal('excuse'), reason, seen }),
	z.object({ action: z.literal('undo'), reason, seen }),
]);
export type CellForm = z.infer<typeof cellFormSchema>;

/** How the rule reads, after "Of the submissions to a lab …". */
export const RULE_WORDS: Readonly<Record<CountingRule, string>> = {
	best: 'the best counts, after what lateness took',
	last: 'the last counts',
	'in-time': 'the last in time counts, and where none was, the first after the deadline',
};

/** The rule of a gradebook in sentences, as the learner and the instructor read it. */
export function rulesText({ rule, dropLowest, labs }: GradebookSettings): string[] {
	const isWeighed = Object.values(labs).some(({ weight }) => weight !== DEFAULT_LAB.weight);
	const dropped = dropLowest === 1 ? 'The lab' : `The ${dropLowest} labs`;
	return [
		`Of the submissions to a lab ${RULE_WORDS[rule]}${Object.values(labs).some((lab) => lab.rule !== null) ? ', unless the lab says otherwise' : ''}.`,
		`The total is the mean of the labs that count, ${isWeighed ? 'each by its weight' : 'all alike'}.`,
		...(dropLowest === 0 ? [] : [`${dropped} whose leaving out helps most ${dropLowest === 1 ? 'is' : 'are'} left out.`]),
		'A lab counts once something in it is judged, or its deadline is over; an excused one only where it raises the total.',
	];
}
