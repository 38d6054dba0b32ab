/** Experiments within a cohort: what may be compared, what each arm does, and what is measured. */
import { z } from 'zod';
import type { Pace } from './help.ts';
import type { Share } from './teach-help.ts';

/** The arms of each design. Two designs of one subject never run at a time in one cohort. */
export const DESIGNS = {
	pace: { title: 'Pace: gentle, standard and stretch', subject: 'pace', arms: ['gentle', 'standard', 'stretch'] },
	'pace-gentle': { title: 'Pace: gentle and standard', subject: 'pace', arms: ['gentle', 'standard'] },
	'pace-stretch': { title: 'Pace: standard and stretch', subject: 'pace', arms: ['standard', 'stretch'] },
	recheck: { title: 'Re-checks: invited and not invited', subject: 'recheck', arms: ['invited', 'not-invited'] },
} as const;
export type Design = keyof typeof DESIGNS;
export type Arm = (typeof DESIGNS)[Design]['arms'][number];
export const designSchema = z.enum(['pace', 'pace-gentle', 'pace-stretch', 'recheck']);

/** What an arm does to whoever is in it, in the words of the learner's page. */
export const ARM_WORDS: Readonly<Record<Arm, string>> = {
	gentle: 'Rungs of help open after half the usual effort.',
	standard: 'Rungs of help open after the usual effort.',
	stretch: 'Rungs of help open after one and a half times the usual effort.',
	invited: 'You are invited to an unaided check when one would help.',
	'not-invited': 'You are not invited to an unaided check until the delay after a lab is over. You may take one whenever you like.',
};

export const PACE_OF_ARM: Readonly<Partial<Record<Arm, Pace>>> = { gentle: 'gentle', standard: 'standard', stretch: 'stretch' };

export const newExperimentSchema = z.strictObject({
	kind: designSchema,
	title: z.string().trim().min(3, 'Give the experiment a title that learners understand.').max(80, 'A title has at most 80 characters.'),
	/** Learners agree to this text, so it has to say something. */
	consent: z
		.string()
		.trim()
		.min(40, 'Say in a few sentences what is compared, what is recorded and who reads it: learners agree to this text.')
		.max(2_000, 'The text has at most 2,000 characters.'),
	delayDays: z.coerce
		.number('The delay is a number of days.')
		.int('The delay is a whole number of days.')
		.min(1, 'The delay is at least 1 day: an immediate check measures the lab over again.')
		.max(90, 'The delay is at most 90 days.'),
});
export type NewExperiment = z.infer<typeof newExperimentSchema>;

/** A row of the export: one learner, one lab passed within the experiment. The id is made for this experiment alone. */
export interface TrialRow {
	readonly learner: string;
	readonly arm: string;
	readonly joinedAt: string;
	readonly lab: string;
	readonly passedAt: string;
	/** Highest rung shown before the pass. */
	readonly rung: number;
	/** Re-checks of the lab before the delayed one. */
	readonly earlierChecks: number;
	readonly dueAt: string;
	/** Of the first re-check from `dueAt` on; null while there is none. */
	readonly checkedAt: string | null;
	readonly passed: boolean | null;
}

export interface ArmOutcome {
	readonly arm: string;
	readonly learners: number;
	/** Left again; nothing of them is counted. */
	readonly left: number;
	/** Labs passed within the experiment whose delay is over, and delayed checks taken. */
	readonly due: number;
	readonly taken: number;
	/** Of each learner's first delayed check alone: those are independent of one another. */
	readonly first: Share | null;
	/** Of all delayed checks. */
	readonly all: Share | null;
}

export interface ExperimentView {
	readonly id: string;
	readonly kind: Design;
	readonly title: string;
	readonly consent: string;
	readonly delayDays: number;
	readonly createdAt: number;
	readonly endedAt: number | null;
	readonly declined: number;
	/** Learners of the cohort who have not answered. */
	readonly unanswered: number;
	/** Learners in the experiment on whom an instructor's bound holds, which wins over their arm. */
	readonly overruled: number;
	readonly arms: readonly ArmOutcome[];
}

/** What a learner is asked, or has answered. */
export interface ExperimentInvitation {
	readonly id: string;
	readonly title: string;
	readonly by: string;
	readonly cohort: string;
	readonly consent: string;
	readonly delayDays: number;
	readonly state: 'asked' | 'in' | 'declined' | 'left';
	/** What the learner's arm does, when they are in. */
	readonly effect: string | null;
	/** Labs whose delayed check can be taken now. */
	readonly checks: readonly { readonly labId: string; readonly title: string }[];
}
