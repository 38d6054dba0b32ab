/** The measured families of lesson 3.1 as its figure needs them. A number here was measured by the named command, never typed. */
import { floorPerToken } from '#data/storyland/entropy.ts';
import { almanacFloor } from '#data/tasks/almanac.ts';
import measured from '../../content/measured/scaling-fit.json' with { type: 'json' };
import type { FamilyData } from './scaling-svg.ts';

export function loadFamilies(): {
	readonly families: Readonly<Record<string, FamilyData>>;
	readonly seeds: readonly number[];
	readonly command: string;
} {
	const { command, runs } = measured.experiments.almanac;
	return {
		command,
		seeds: runs.map((run) => run.seed),
		families: Object.fromEntries(runs.map(({ seed, result }) => [String(seed), { ...result, floor: almanacFloor() }])),
	};
}

export interface StoryFit {
	readonly seed: number;
	readonly E: number;
	readonly floor: number;
	/** Largest relative error among the runs that were fitted. */
	readonly worst: number;
	readonly predicted: number;
	readonly measured: number;
}

export function loadStories(): { readonly runs: readonly StoryFit[]; readonly command: string } {
	const { command, runs } = measured.experiments.storyland;
	return {
		command,
		runs: runs.map(({ seed, result: { rows, law } }) => ({
			seed,
			E: law.E,
			floor: floorPerToken(47),
			worst: Math.exp(law.worst) - 1,
			predicted: law.predicted[0] ?? Number.NaN,
			measured: rows.at(-1)?.loss ?? Number.NaN,
		})),
	};
}
