/** What is known of a run before its first step, as the detectors need it. Read from the lab's declaration; refuses nothing. */
import type { MeasureMeaning } from '#contract/finding.ts';
import type { Lab, Preset } from '#contract/lab.ts';
import { VOCABULARY_SIZE } from '#data/storyland/tokenizer.ts';
import { floorOf, targetOf } from './loss-curve.ts';

export interface RunFacts {
	readonly steps: number;
	/** Nats: what no honest model goes below, what it is to reach, and what one that knows nothing has. Null where nobody says. */
	readonly floor: number | null;
	readonly target: number | null;
	readonly chance: number | null;
	/** By the keys of `measure` messages. */
	readonly meanings: Readonly<Record<string, MeasureMeaning>>;
	/** The loss only moves a policy: its height and its shape mean nothing. */
	readonly isPolicy: boolean;
}

export function factsOf({ meanings }: Pick<Lab, 'meanings'>, preset: Preset | undefined): RunFacts {
	return {
		steps: preset?.steps ?? 0,
		floor: floorOf(preset),
		target: targetOf(preset),
		chance: chanceOf(preset?.config ?? {}),
		meanings,
		isPolicy: Object.values(meanings).includes('paid'),
	};
}

/** A model of text in Storyland's words says no vocabulary; other losses have no chance level that is known here. */
function chanceOf({ vocabulary, floor, time }: Preset['config']): number | null {
	if (vocabulary !== undefined) return Math.log(vocabulary);
	return floor !== undefined && time !== undefined ? Math.log(VOCABULARY_SIZE) : null;
}

/** The key of the measure with this meaning. */
export function keyOf({ meanings }: RunFacts, wanted: MeasureMeaning): string | null {
	return Object.entries(meanings).find(([, meaning]) => meaning === wanted)?.[0] ?? null;
}
