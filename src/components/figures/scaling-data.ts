/** The measured families of lesson 3.1 as its figure needs them. A number here was measured by the named command, never typed. */
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
