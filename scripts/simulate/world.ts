/**
 * The made-up course and the made-up laws of learning in it. Nothing here was fitted to people: constants are judgement,
 * by somebody who knew the published results. Worlds that differ in one assumption show what hangs on it.
 */
import type { Archetype } from './archetypes.ts';

export interface World {
	readonly skills: number;
	/** Difficulty of the labs of a skill, in order, and of the exam. */
	readonly difficulty: readonly number[];
	readonly recheckDifficulty: number;
	readonly examDifficulty: number;
	/** Days between labs; the earliest day of the exam, and its least distance from the last lab. */
	readonly labEveryDays: number;
	readonly examDay: number;
	readonly examAfterDays: number;
	/** Slope of the chance to pass in skill minus difficulty. */
	readonly slope: number;
	/** By the highest rung shown, 0 to 5: what it adds to skill while trying, and the share of the lesson that it gives away. */
	readonly support: readonly number[];
	readonly giveaway: readonly number[];
	/** Learnt from a pass, from an honest failure, and from reading a rung with care. */
	readonly fromPass: number;
	readonly fromFailure: number;
	readonly fromRung: readonly number[];
	/** How much failing first adds to what the next rung teaches; and what is left of a rung that was skimmed. */
	readonly priming: number;
	readonly skimmed: number;
	readonly minutes: {
		readonly attempt: number;
		readonly guess: number;
		readonly skim: number;
		readonly read: readonly number[];
		/** Types, API, plotting: without and with AI. */
		readonly mundane: readonly [slow: number, fast: number];
		/** Use of an earlier skill: by hand and by AI. */
		readonly reuse: readonly [slow: number, fast: number];
	};
	/** Frustration: per failure from the second on, the share for a careless one, for a refused rung; relief by a rung taken. */
	readonly frustration: { readonly failure: number; readonly careless: number; readonly refused: number; readonly relief: number };
	/** Above this frustration a hazard to leave the course, and its size. */
	readonly quitAbove: number;
	readonly quitHazard: number;
	readonly maxSteps: number;
	/** Days until recall falls to 0.9, at first. */
	readonly memoryDays: number;
	/** True: a lab or re-check passed unaided after a gap lengthens memory too, and not only use in a later lab. */
	readonly memoryGrowsInLabs: boolean;
}

export const WORLD: World = {
	skills: 10,
	difficulty: [0.35, 0.5, 0.6],
	recheckDifficulty: 0.5,
	examDifficulty: 0.55,
	labEveryDays: 2,
	examDay: 110,
	examAfterDays: 20,
	slope: 6,
	support: [0, 0.05, 0.12, 0.2, 0.42, 1],
	giveaway: [0, 0.04, 0.12, 0.25, 0.6, 0.92],
	fromPass: 0.34,
	fromFailure: 0.05,
	fromRung: [0, 0.01, 0.03, 0.08, 0.09, 0.1],
	priming: 0.6,
	skimmed: 0.15,
	minutes: { attempt: 4, guess: 0.5, skim: 0.2, read: [0, 0.5, 1, 2, 2.5, 4], mundane: [8, 2], reuse: [5, 1] },
	frustration: { failure: 0.16, careless: 0.35, refused: 0.05, relief: 0.08 },
	quitAbove: 0.55,
	quitHazard: 0.12,
	maxSteps: 16,
	memoryDays: 25,
	memoryGrowsInLabs: false,
};

export interface Assumption {
	readonly title: string;
	readonly world: World;
	/** What it says about every learner. */
	readonly learners: Partial<Archetype>;
}

const HUNGRY: Partial<Archetype> = { asksBeforeTrying: 0.5, asksAfterFailure: 0.9 };
const HARD: Partial<World> = { difficulty: [0.5, 0.65, 0.75] };
const world = (change: Partial<World>): World => ({ ...WORLD, ...change });

/** The base world first; each of the others changes what its title says. "Hungry": everybody asks much and early. */
export const ASSUMPTIONS: readonly Assumption[] = [
	{ title: 'as assumed', world: WORLD, learners: {} },
	{ title: 'hard labs', world: world(HARD), learners: {} },
	{ title: 'hungry', world: WORLD, learners: HUNGRY },
	{ title: 'hard labs, hungry', world: world(HARD), learners: HUNGRY },
	{
		title: 'help nearly harmless, hungry',
		world: world({ giveaway: WORLD.giveaway.map((x) => x * 0.3), fromRung: WORLD.fromRung.map((x) => x * 2) }),
		learners: HUNGRY,
	},
	{
		title: 'help toxic, hungry',
		world: world({ giveaway: [0, 0.1, 0.3, 0.6, 0.9, 1], fromRung: WORLD.fromRung.map((x) => x * 0.5) }),
		learners: HUNGRY,
	},
	{ title: 'struggle teaches nothing, hungry', world: world({ priming: 0, fromFailure: 0 }), learners: HUNGRY },
	{ title: 'struggle teaches much, hungry', world: world({ priming: 1.2, fromFailure: 0.1 }), learners: HUNGRY },
	{
		title: 'fragile, hungry',
		world: world({ frustration: { ...WORLD.frustration, failure: 0.32, refused: 0.15 } }),
		learners: HUNGRY,
	},
	{ title: 'nobody takes a re-check, hungry', world: WORLD, learners: { ...HUNGRY, takesRechecks: 0 } },
	{ title: 'memory grows in labs too', world: world({ memoryGrowsInLabs: true }), learners: {} },
];
