/**
 * When a lab is due and what being late does to its points: the one place. `dueFor` says what holds for one learner, `latenessOf` judges one
 * submission. Whatever these say, a submission is always judged and always counts for learning: only points follow from them.
 * The clock that counts is the server's, when it recorded the submission: `submissions.created_at`.
 */
import { z } from 'zod';
import { addDays, isReading, WALL_PATTERN } from './zoned-time.ts';

const percent = z.int().min(1).max(100);

/** `marked`: all points, and a mark. `reduced`: some percent of the points less for each day that began. `closed`: no points. */
export const lateRuleSchema = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('marked') }),
	z.strictObject({ kind: z.literal('reduced'), perDay: percent, atMost: percent }),
	z.strictObject({ kind: z.literal('closed') }),
]);
export type LateRule = z.infer<typeof lateRuleSchema>;

export const MAX_GRACE_MINUTES = 10_080;

/** What a cohort set for a lab. */
export interface Deadline {
	/** Milliseconds since the epoch. The whole minute that begins here is on time: "23:59" ends at midnight. */
	readonly dueAt: number;
	/** Whose days are counted, and in which the deadline is shown: an IANA name. */
	readonly timeZone: string;
	/** So long after the deadline a submission is not late yet. */
	readonly graceMinutes: number;
	readonly late: LateRule;
}

/** What holds for one learner. */
export interface Due extends Deadline {
	/** The cohort's own date, where an extension moved it for this learner; else null. */
	readonly extendedFrom: number | null;
}

/** A lab that is due for one learner, in one of their cohorts. */
export interface OwnDue {
	readonly labId: string;
	readonly cohort: { readonly id: string; readonly name: string };
	readonly due: Due;
	/** Why it was extended, as the instructor wrote it; null when it was not. */
	readonly reason: string | null;
}

export interface Lateness {
	readonly isLate: boolean;
	/** After the deadline and inside the grace: not late, and said. */
	readonly isInGrace: boolean;
	/** Since the deadline; 0 when not late. */
	readonly lateMs: number;
	/** Days that have begun since the deadline, by the calendar of its time zone; 0 when not late. */
	readonly daysLate: number;
	/** The part of the points that counts, 0 to 1. */
	readonly pointsRatio: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
export const ON_TIME: Lateness = { isLate: false, isInGrace: false, lateMs: 0, daysLate: 0, pointsRatio: 1 };

/** Of the cohort's date and the learner's extensions the latest holds: an extension never takes time away. Null without a deadline. */
export function dueFor(deadline: Deadline | undefined, extensions: readonly { readonly dueAt: number }[]): Due | null {
	if (deadline === undefined) return null;
	const dueAt = Math.max(deadline.dueAt, ...extensions.map((extension) => extension.dueAt));
	return { ...deadline, dueAt, extendedFrom: dueAt > deadline.dueAt ? deadline.dueAt : null };
}

/** Of a submission that was recorded at that moment. Without a deadline nothing is late. */
export function latenessOf(due: Due | null, submittedAt: number): Lateness {
	if (due === null || submittedAt < endOf(due.dueAt)) return ON_TIME;
	if (submittedAt < endOf(due.dueAt) + due.graceMinutes * MINUTE_MS) return { ...ON_TIME, isInGrace: true };
	const daysLate = daysBegun(due, submittedAt);
	return {
		...{ isLate: true, isInGrace: false, lateMs: submittedAt - endOf(due.dueAt), daysLate },
		pointsRatio: ratioAfter(due.late, daysLate),
	};
}

/** The first moment after a deadline. */
export function endOf(dueAt: number): number {
	return dueAt + MINUTE_MS;
}

/** The first moment at which a submission is late. */
export function lateFrom({ dueAt, graceMinutes }: Deadline): number {
	return endOf(dueAt) + graceMinutes * MINUTE_MS;
}

/** Until the same time of the next day is one day, whether the night between had 23 hours or 25. */
function daysBegun({ dueAt, timeZone }: Due, submittedAt: number): number {
	let days = Math.max(1, Math.floor((submittedAt - dueAt) / DAY_MS) - 1);
	while (submittedAt >= endOf(addDays(dueAt, days, timeZone))) days += 1;
	return days;
}

function ratioAfter(rule: LateRule, daysLate: number): number {
	switch (rule.kind) {
		case 'marked':
			return 1;
		case 'closed':
			return 0;
		case 'reduced':
			return (100 - Math.min(rule.atMost, rule.perDay * daysLate)) / 100;
	}
}

/** What an instructor chose, as everybody reads it. */
export function lateRuleText(rule: LateRule): string {
	switch (rule.kind) {
		case 'marked':
			return 'Counts in full, marked late.';
		case 'closed':
			return 'Not accepted for points.';
		case 'reduced':
			return rule.perDay >= rule.atMost
				? `−${rule.atMost} % of the points.`
				: `−${rule.perDay} % of the points a day, to at most −${rule.atMost} %.`;
	}
}

/** Whether being late does the same under both, grace included. */
export function isSameRule(a: Pick<Deadline, 'late' | 'graceMinutes'>, b: Pick<Deadline, 'late' | 'graceMinutes'>): boolean {
	return a.graceMinutes === b.graceMinutes && lateRuleText(a.late) === lateRuleText(b.late);
}

/** The sentence that goes with every rule. */
export const ALWAYS_JUDGED = 'It is judged whenever it comes, and it always counts for learning.';

/** What one submission's lateness came to: "on time", "within the grace period", "2 days late: 80 % of the points". */
export function latenessText({ isLate, isInGrace, daysLate, pointsRatio }: Lateness): string {
	if (isInGrace) return 'within the grace period';
	if (!isLate) return 'on time';
	const late = daysLate === 1 ? 'late by up to a day' : `late, on day ${daysLate}`;
	if (pointsRatio === 1) return late;
	return pointsRatio === 0 ? `${late}: no points` : `${late}: ${Math.round(pointsRatio * 100)} % of the points`;
}

const wall = z
	.string()
	.regex(WALL_PATTERN, 'Write the date and the time, as 2026-10-25 23:59.')
	.refine(isReading, 'There is no such date. Years are 2000 to 2199.');
const count = (most: number, what: string) =>
	z.coerce
		.number({ error: `${what} is a number.` })
		.int(`${what} is a whole number.`)
		.min(0, `${what} is not below 0.`)
		.max(most, `${what} is at most ${most}.`);

/** What an instructor asks for: one date for several labs, or a week more for each lab after the first. Numbers that the rule does not use are not read. */
export const deadlineAskSchema = z
	.object({
		/** `all`, `module-3`, or a lab's id. */
		which: z.string().max(64),
		/** A reading of the clock in `zone`. */
		due: wall,
		/** The zone that the page showed when it was typed: a cohort's may change meanwhile. */
		zone: z.string().max(64),
		step: z.enum(['same', 'weekly']).default('same'),
		grace: count(MAX_GRACE_MINUTES, 'The grace, in minutes,').default(0),
		late: z.enum(['marked', 'reduced', 'closed'], { error: 'Choose what being late does.' }).default('marked'),
		perDay: count(100, 'The part of the points that a day costs').default(10),
		atMost: count(100, 'The most that being late costs').default(50),
	})
	.transform(({ late, perDay, atMost, ...ask }, issues) => {
		const rule = lateRuleSchema.safeParse(late === 'reduced' ? { kind: late, perDay, atMost } : { kind: late });
		if (rule.success) return { ...ask, rule: rule.data };
		issues.addIssue({
			code: 'custom',
			path: ['perDay'],
			message: 'A day late costs 1 to 100 % of the points, and all of it at most 1 to 100 %.',
		});
		return z.NEVER;
	});
export type DeadlineAsk = z.infer<typeof deadlineAskSchema>;

export const MAX_EXTENSION_REASON = 500;

const extension = {
	lab: z.string().max(64),
	until: wall,
	zone: z.string().max(64),
	reason: z
		.string()
		.trim()
		.min(5, 'Say why, in a few words: the learner reads it.')
		.max(MAX_EXTENSION_REASON, `A reason has at most ${MAX_EXTENSION_REASON} characters.`)
		// PostgreSQL stores no NUL.
		.refine((text) => !text.includes('\0'), 'The reason holds a NUL character. Remove it.'),
};

export const extensionAskSchema = z.object({
	...extension,
	learner: z.string().min(1, 'Choose a learner.').max(64),
	/** Id of the extension that it takes the place of; empty for a first one. */
	seen: z.string().max(64).default(''),
	/** The date is past, and the instructor was told what that does. */
	confirmed: z.literal('on').optional(),
});

/** More time for several at once: for whom, says `readChosen` (server/plan-extensions.ts). */
export const severalAskSchema = z.object(extension);
export type SeveralAsk = z.infer<typeof severalAskSchema>;
