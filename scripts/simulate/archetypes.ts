/** Eight kinds of made-up learners. Every number is a judgement, chosen so that the kinds differ in what a help policy has to survive. */
export interface Archetype {
	/** Skill before the first lab, 0 to 1. */
	readonly start: number;
	/** How fast a pass or a read rung teaches; 1 is the mean. */
	readonly rate: number;
	/** Chance to read a rung with care, and how much of a pass is thought through. */
	readonly engagement: number;
	/** Chance to look for help after a failure, and before the first try. */
	readonly asksAfterFailure: number;
	readonly asksBeforeTrying: number;
	/** Chance that a try is a careless guess. */
	readonly guesses: number;
	/** Resistance to frustration, 0 to 1. */
	readonly grit: number;
	/** Divides how long memory lasts. */
	readonly forgetting: number;
	/** Chance to go straight to the deepest rung when several are open. */
	readonly jumps: number;
	/** Chance to take a re-check that is invited. */
	readonly takesRechecks: number;
	/** Days away before a skill. */
	readonly away?: { readonly beforeSkill: number; readonly days: number };
}

const steady: Archetype = {
	start: 0.25,
	rate: 1,
	engagement: 0.9,
	asksAfterFailure: 0.5,
	asksBeforeTrying: 0.05,
	guesses: 0.03,
	grit: 0.7,
	forgetting: 1,
	jumps: 0.5,
	takesRechecks: 0.8,
};

export const ARCHETYPES = {
	steady,
	struggling: {
		start: 0.08,
		rate: 0.6,
		engagement: 0.8,
		asksAfterFailure: 0.6,
		asksBeforeTrying: 0.1,
		guesses: 0.1,
		grit: 0.45,
		forgetting: 1.2,
		jumps: 0.6,
		takesRechecks: 0.6,
	},
	/** Uses help to get done: asks before trying, skims, jumps to the answer. */
	gaming: {
		start: 0.2,
		rate: 0.8,
		engagement: 0.25,
		asksAfterFailure: 0.95,
		asksBeforeTrying: 0.8,
		guesses: 0.3,
		grit: 0.5,
		forgetting: 1.2,
		jumps: 0.95,
		takesRechecks: 0.5,
	},
	expert: {
		start: 0.7,
		rate: 1.2,
		engagement: 0.95,
		asksAfterFailure: 0.3,
		asksBeforeTrying: 0.1,
		guesses: 0,
		grit: 0.9,
		forgetting: 0.7,
		jumps: 0.4,
		takesRechecks: 0.9,
	},
	guesser: {
		start: 0.2,
		rate: 0.8,
		engagement: 0.4,
		asksAfterFailure: 0.1,
		asksBeforeTrying: 0.02,
		guesses: 0.6,
		grit: 0.6,
		forgetting: 1.2,
		jumps: 0.5,
		takesRechecks: 0.5,
	},
	forgetful: {
		...steady,
		engagement: 0.75,
		asksBeforeTrying: 0.1,
		guesses: 0.05,
		grit: 0.65,
		forgetting: 2.5,
		takesRechecks: 0.7,
	},
	returning: { ...steady, start: 0.3, engagement: 0.85, grit: 0.65, away: { beforeSkill: 5, days: 45 } },
	/** Needs help and does not ask for it. */
	avoider: {
		start: 0.2,
		rate: 0.9,
		engagement: 0.9,
		asksAfterFailure: 0.05,
		asksBeforeTrying: 0,
		guesses: 0.05,
		grit: 0.75,
		forgetting: 1,
		jumps: 0.3,
		takesRechecks: 0.7,
	},
} as const satisfies Record<string, Archetype>;

export type ArchetypeName = keyof typeof ARCHETYPES;
export const ARCHETYPE_NAMES = ['steady', 'struggling', 'gaming', 'expert', 'guesser', 'forgetful', 'returning', 'avoider'] as const;
