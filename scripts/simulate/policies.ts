/** The help policies that are compared: what each opens at a moment of a lab. Ours is the product's own decide(). */
import type { HelpDecision } from '#contract/help.ts';

/** A moment in a lab, before a step. */
export interface Moment {
	/** Highest rung shown in this lab, and minutes spent in it. */
	readonly shown: number;
	readonly minutes: number;
	/** What the product would decide here. */
	decide(): HelpDecision;
}

export interface Help {
	readonly max: number;
	readonly offer: number | null;
	readonly hasExit: boolean;
}

export interface HelpPolicy {
	readonly id: string;
	readonly title: string;
	opens(moment: Moment): Help;
	/** Several rungs may be open at once, so that one can jump. */
	readonly isJumpable: boolean;
	/** Answers questions about types, API and plots. */
	readonly hasMundaneHelp: boolean;
	/** AI writes code for an earlier skill: never, always, or as the product says, up to this level. */
	readonly automation: 'never' | 'always' | 2 | 3;
	/** Invites re-checks by the product's rules. */
	readonly invitesRechecks: boolean;
	/** Its log holds opened labs, active minutes, and uses of a skill in later labs. */
	readonly logsWork: boolean;
}

const upTo = (max: number): Help => ({ max, offer: null, hasExit: false });
const PLAIN = { isJumpable: false, hasMundaneHelp: true, automation: 'never', invitesRechecks: false, logsWork: false } as const;
const OURS = {
	...PLAIN,
	invitesRechecks: true,
	logsWork: true,
	opens: ({ decide }: Moment): Help => {
		const decision = decide();
		return { max: decision.maxLevel, offer: decision.offer, hasExit: decision.escape !== null };
	},
} as const;
const ladder = ({ shown }: Moment): Help => upTo(Math.min(5, shown + 1));
/** One more rung every six minutes. */
const RUNG_MINUTES = 6;

export const POLICIES: readonly HelpPolicy[] = [
	{ ...PLAIN, id: 'none', title: 'no AI at all', hasMundaneHelp: false, opens: () => upTo(0) },
	{ ...PLAIN, id: 'unlimited', title: 'unlimited', isJumpable: true, automation: 'always', opens: () => upTo(5) },
	{ ...PLAIN, id: 'cap-3', title: 'hints only, rung 3 at most', isJumpable: true, opens: () => upTo(3) },
	{ ...PLAIN, id: 'ladder', title: 'fixed ladder, next rung on request', opens: ladder },
	{
		...PLAIN,
		id: 'time',
		title: 'one rung every 6 minutes',
		isJumpable: true,
		opens: ({ minutes }) => upTo(Math.min(5, Math.floor(minutes / RUNG_MINUTES))),
	},
	{ ...OURS, id: 'ours', title: 'ours: A2 at most, as in ordinary labs', automation: 2 },
	{ ...OURS, id: 'ours-a3', title: 'ours, A3 allowed everywhere', automation: 3 },
	{ ...OURS, id: 'ours-a1', title: 'ours, AI never writes code', automation: 'never' },
	{ ...OURS, id: 'ours-alone', title: 'ours, nobody re-checks', automation: 2, invitesRechecks: false },
	{ ...OURS, id: 'ours-a3-alone', title: 'ours, A3 allowed, nobody re-checks', automation: 3, invitesRechecks: false },
	{ ...PLAIN, id: 'ladder-recheck', title: 'fixed ladder and our re-checks', invitesRechecks: true, opens: ladder },
];

/** @throws for a policy that is not in the list. */
export function policyOf(id: string): HelpPolicy {
	const policy = POLICIES.find((each) => each.id === id);
	if (!policy) throw new Error(`There is no policy "${id}". There are ${POLICIES.map((each) => each.id).join(', ')}.`);
	return policy;
}
