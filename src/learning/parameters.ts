/**
 * Every constant of the help policy, with its meaning. A change here changes what learners see: raise `version`,
 * and rebuild the mastery cache. Tests replace single values to prove that the invariants would catch a mistake.
 */
export interface HelpParameters {
	readonly version: string;
	/** Probability of knowing a skill before any evidence, and the bounds that no evidence passes. */
	readonly pInit: number;
	readonly pMin: number;
	readonly pMax: number;
	/** Chance to fail with the skill. */
	readonly slip: number;
	/** Chance to pass without the skill, by counted failures before it in the instance: none, one, two or more. */
	readonly guess: Readonly<Record<'code' | 'short' | 'choice' | 'probe', readonly number[]>>;
	/** Learning step after a pass, scaled by the weight of the pass. */
	readonly learn: number;
	/** Weight of a pass by the highest rung shown, rung 0 first. */
	readonly helpCredit: readonly number[];
	readonly choiceRetryCredit: readonly number[];
	readonly failFirst: number;
	readonly failNewDiag: number;
	readonly failSameDiag: number;
	readonly failCapPerTask: number;
	readonly recheckFail: number;
	readonly pasteShare: number;
	readonly pasteCredit: number;
	/** Most log-odds that can be withheld, and the share that an unaided re-check gives back. */
	readonly debtCap: number;
	readonly restoredShare: number;
	/** Weight of one prediction, and of all predictions on a skill together. */
	readonly predictionWeight: number;
	readonly predictionCap: number;
	readonly minEditTokens: number;
	readonly minGapMs: number;
	readonly proveP: number;
	readonly keepP: number;
	readonly proveIndependent: number;
	readonly independentMaxRung: number;
	readonly debtTolerance: number;
	readonly recheckSpacingMs: number;
	readonly decay: number;
	readonly s0Days: number;
	readonly sMaxDays: number;
	readonly sGrowBase: number;
	readonly sGrowGap: number;
	readonly sMinSpacingDays: number;
	readonly sFail: number;
	readonly dueR: number;
	/** Upper ends of novice and developing. */
	readonly bands: readonly [number, number];
	/** Struggle units that open rungs 1 to 5, one row for each band. */
	readonly need: readonly (readonly number[])[];
	readonly unitMs: number;
	readonly unitsPerFailure: number;
	/** Reading time on rung k before rung k + 1. */
	readonly coolMs: readonly number[];
	readonly rushCount: number;
	readonly rushFactor: number;
	readonly wheelSameDiag: number;
	readonly wheelAttempts: number;
	readonly wheelOpps: number;
	readonly wheelFactor: number;
	readonly hardActiveMs: number;
	readonly hardAttempts: number;
	readonly proactiveLag: number;
	readonly autoA2P: number;
	readonly autoFreshR: number;
}

export const PARAMETERS: HelpParameters = {
	version: 'help-policy/1',
	pInit: 0.15,
	pMin: 0.02,
	pMax: 0.98,
	slip: 0.1,
	guess: { code: [0.15, 0.25, 0.35], short: [0.2, 0.3, 0.45], choice: [0.25, 0.45, 0.45], probe: [0.1, 0.2, 0.3] },
	learn: 0.06,
	helpCredit: [1, 0.85, 0.6, 0.35, 0.15, 0],
	choiceRetryCredit: [1, 0.25, 0],
	failFirst: 0.5,
	failNewDiag: 0.2,
	failSameDiag: 0.05,
	failCapPerTask: 1,
	recheckFail: 0.7,
	pasteShare: 0.6,
	pasteCredit: 0.35,
	debtCap: 1.8,
	restoredShare: 1,
	predictionWeight: 0.25,
	predictionCap: 1,
	minEditTokens: 1,
	minGapMs: 15_000,
	proveP: 0.9,
	keepP: 0.7,
	proveIndependent: 2,
	independentMaxRung: 1,
	debtTolerance: 0.45,
	recheckSpacingMs: 12 * 3_600_000,
	decay: 0.5,
	s0Days: 4,
	sMaxDays: 365,
	sGrowBase: 1.4,
	sGrowGap: 6,
	sMinSpacingDays: 0.5,
	sFail: 0.5,
	dueR: 0.85,
	bands: [0.35, 0.7],
	need: [
		[0, 1, 2, 3.5, 5],
		[0.5, 1.5, 3, 4.5, 6.5],
		[1, 2.5, 4, 6, 8],
	],
	unitMs: 5 * 60_000,
	unitsPerFailure: 1,
	coolMs: [0, 20_000, 30_000, 45_000, 60_000],
	rushCount: 2,
	rushFactor: 2,
	wheelSameDiag: 3,
	wheelAttempts: 6,
	wheelOpps: 10,
	wheelFactor: 0.5,
	hardActiveMs: 45 * 60_000,
	hardAttempts: 10,
	proactiveLag: 1,
	autoA2P: 0.75,
	autoFreshR: 0.97,
};

/** Multiplier on the effort of every rung. A factor of 3 was simulated and harms; it is not offered. */
export const PACE_FACTOR = { gentle: 0.5, standard: 1, stretch: 1.5 } as const;

/** The entry of a table, its last one beyond the end. */
export function entry(table: readonly number[], index: number): number {
	return table[Math.min(index, table.length - 1)] ?? 0;
}
