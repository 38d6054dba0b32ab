/** Unaided re-checks: why one is invited, in which forms it can be taken, what its pages show. */
import { z } from 'zod';
import type { HelpDecision } from './help.ts';
import { type ParsonsCard, parsonsOrderSchema } from './parsons.ts';

/** What the policy invites to, one more after a pass that proves nothing yet, and the delayed check that a learner agreed to take for an experiment. */
export type RecheckKind = NonNullable<HelpDecision['recheck']>['kind'] | 'further' | 'experiment';
export interface RecheckInvitation {
	readonly kind: RecheckKind;
	readonly from: number;
}

/** `code`: the lab's variant. `parsons`: lines to put in order. `question`: one to choose from. */
export const recheckFormSchema = z.enum(['code', 'parsons', 'question']);
export type RecheckForm = z.infer<typeof recheckFormSchema>;

/** Each kind in words: its name, and the reason in a clause and in a sentence. */
export const RECHECK_KINDS: Readonly<Record<RecheckKind, { readonly name: string; readonly why: string; readonly reason: string }>> = {
	retention: {
		name: 'Memory check',
		why: 'memory fades; a check renews it',
		reason: 'You have proven this skill, and some time has gone by. Using it once without help makes it last longer.',
	},
	'restore-credit': {
		name: 'Check that returns credit',
		why: 'returns held-back credit',
		reason: 'Part of an earlier pass is held back because help was open then. A pass without help gives it back.',
	},
	prove: {
		name: 'Check that proves the skill',
		why: 'one unaided check proves it',
		reason: 'Your estimate is high enough. One more pass without help, on a task of its own, proves the skill.',
	},
	further: {
		name: 'Check without help',
		why: 'one more pass without help, on the way to proven',
		reason: 'You passed the lab, and the skill is not proven yet. One more pass without help, on a task of its own, counts in full.',
	},
	experiment: {
		name: 'Check of the experiment',
		why: 'the delayed check of the experiment you joined',
		reason:
			'You joined an experiment of your cohort. This variant, some days after your pass, is what it compares; it counts for you like any other check.',
	},
};

/** One line of the list of checks. */
export interface InvitedCheck {
	readonly skill: string;
	readonly title: string;
	readonly kind: RecheckKind;
	/** Milliseconds since the epoch; not in the future: it can begin now. */
	readonly from: number;
	readonly why: string;
	readonly labId: string;
	/** Of the shortest form that it can be taken in. */
	readonly minutes: number;
	/** A sitting of it is open and can be gone on with. */
	readonly isOpen: boolean;
}

/** What a pass now would do to the estimate, 0 to 1. */
export interface Foreseen {
	readonly before: number;
	/** With the credit that is held back; equal to `before` when nothing is. */
	readonly withCredit: number;
	readonly after: number;
	readonly wasProven: boolean;
	readonly isProven: boolean;
}

/** One way to take a check. */
export interface FormView {
	readonly form: RecheckForm;
	readonly title: string;
	readonly minutes: number;
	readonly foreseen: Foreseen;
	/** `go-on`: it is open. `take-up`: it was left today. */
	readonly entry: 'start' | 'go-on' | 'take-up' | 'shut';
}

/** The page of a lab's re-check. */
export interface RecheckPage {
	readonly lab: { readonly id: string; readonly lesson: string; readonly title: string };
	readonly skillTitle: string;
	readonly kind: RecheckKind | null;
	/** When the next may begin, in words: "now", "in about 3 hours"; null when none is invited. */
	readonly opens: string | null;
	readonly forms: readonly FormView[];
	/** A sitting of this lab goes on now. */
	readonly isOpen: boolean;
	/** When the newest sitting of this lab began, if it was passed. */
	readonly passedAt: number | null;
	/** Lab with the open check of the same skill. */
	readonly elsewhere: string | null;
}

/** The open sitting, as the workspace shows it. */
export interface SittingView {
	/** The instance in the event log; also the name of its draft. */
	readonly task: string;
	readonly endsAt: number;
}

/** A quick form as the browser gets it: never the order, never the right choice. */
export type QuickCheck = { readonly task: string; readonly title: string } & (
	| { readonly form: 'parsons'; readonly cards: readonly ParsonsCard[]; readonly pieces: number }
	| { readonly form: 'question'; readonly prompt: string; readonly choices: readonly string[] }
);

/** POST /api/rechecks/:id/answer */
export const quickAnswerSchema = z.discriminatedUnion('form', [
	parsonsOrderSchema.extend({ form: z.literal('parsons') }),
	z.strictObject({ form: z.literal('question'), choice: z.int().min(0).max(9) }),
]);
export type QuickAnswer = z.infer<typeof quickAnswerSchema>;

/** The answer to it. */
export interface QuickVerdict {
	readonly isPassed: boolean;
	readonly message: string;
	/** Why a choice is right, as plain text; null for lines in order. */
	readonly explanation: string | null;
	/** The estimate before and after, 0 to 1. */
	readonly before: number;
	readonly after: number;
	/** One sentence on what it changed. */
	readonly effect: string;
}
