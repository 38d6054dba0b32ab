/** Runs a policy over many made-up learners of every archetype, and sums up with standard errors. */
import { type HelpParameters, PARAMETERS } from '#learning/parameters.ts';
import { ARCHETYPE_NAMES, type ArchetypeName } from './archetypes.ts';
import { type Outcome, takeCourse } from './course.ts';
import { type HelpPolicy, policyOf } from './policies.ts';
import type { Assumption } from './world.ts';

export interface Summary {
	readonly policy: HelpPolicy;
	readonly exam: number;
	/** Standard error of `exam`, over learners within archetypes. */
	readonly examError: number;
	readonly practice: number;
	readonly hours: number;
	readonly quit: number;
	readonly rechecks: number;
	readonly solutions: number;
	/** Mean exam by archetype, in the order of ARCHETYPE_NAMES. */
	readonly byArchetype: readonly number[];
	/** Estimate minus true chance at the exam, over skills with a log: mean, and by archetype. */
	readonly bias: number;
	readonly biasByArchetype: readonly number[];
	readonly outcomes: readonly (readonly Outcome[])[];
}

export interface Wanted {
	readonly policyId: string;
	readonly assumption: Assumption;
	/** Of each archetype. */
	readonly learners: number;
	readonly parameters?: HelpParameters;
}

export function measure({ policyId, assumption, learners, parameters = PARAMETERS }: Wanted): Summary {
	const setup = { policy: policyOf(policyId), world: assumption.world, learners: assumption.learners, parameters };
	const outcomes = ARCHETYPE_NAMES.map((name) => Array.from({ length: learners }, (_, n) => takeCourse(name, seedOf(name, n), setup)));
	const all = (pick: (outcome: Outcome) => number): number => mean(outcomes.map((some) => mean(some.map(pick))));
	const biasByArchetype = outcomes.map((some) => biasOf(some));
	return {
		policy: setup.policy,
		exam: all(({ exam }) => exam),
		examError: stratifiedError(outcomes.map((some) => some.map(({ exam }) => exam))),
		practice: all(({ practice }) => practice),
		hours: all(({ hours }) => hours),
		quit: all(({ hasQuit }) => Number(hasQuit)),
		rechecks: all(({ rechecks }) => rechecks),
		solutions: all(({ solutions }) => solutions),
		byArchetype: outcomes.map((some) => mean(some.map(({ exam }) => exam))),
		bias: mean(biasByArchetype),
		biasByArchetype,
		outcomes,
	};
}

/** How much better `a` is than `b`, learner by learner on the same seeds, with its standard error. */
export function compare(a: Summary, b: Summary): { readonly gain: number; readonly error: number } {
	const gains = a.outcomes.map((some, kind) => some.map(({ exam }, n) => exam - (b.outcomes[kind]?.[n]?.exam ?? 0)));
	return { gain: mean(gains.map(mean)), error: stratifiedError(gains) };
}

/** The same for every policy. Kinds whose names are equally long share a seed, which only makes them more alike. */
function seedOf(name: ArchetypeName, n: number): number {
	return 1_000 * n + 17 + 7 * name.length;
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Standard error of the mean over archetypes of the means within them. */
function stratifiedError(strata: readonly (readonly number[])[]): number {
	const variances = strata.map((values) => {
		const centre = mean(values);
		return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(1, values.length - 1) / values.length;
	});
	return Math.sqrt(variances.reduce((sum, variance) => sum + variance, 0)) / strata.length;
}

function biasOf(outcomes: readonly Outcome[]): number {
	return mean(outcomes.flatMap(({ calibration }) => calibration.map(({ estimate, truth }) => estimate - truth)));
}
