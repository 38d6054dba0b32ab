/**
 * When two files of weights are worth a look. The bounds lie between what independent runs and what changed copies measured
 * (docs/benchmarks/weights.md); a pair beyond them is a fact to ask about, not a finding of guilt.
 */
import type { SimilarWeightsPair, WeightsSketch } from '#contract/similar-weights.ts';
import { compareSketches } from './sketch-weights.ts';

/** By what a run starts from: weights that it draws from its seed, or a base that all runs of the lab share. */
const BOUNDS = {
	drawn: { honest: 0.08, least: 0.5 },
	// Everybody who learns the same from the same start goes a good part of the same way.
	base: { honest: 0.86, least: 0.93 },
} as const;
export type Start = keyof typeof BOUNDS;

/** Of the lengths of tensors, as a share; no two honest runs had all of theirs within 0.03. */
const MOST_APART = 0.01;

export interface Compared {
	readonly kind: SimilarWeightsPair['kind'];
	readonly cosine: number | null;
}

export interface Comparable {
	readonly sha256: string;
	readonly preset: string | null;
	readonly seed: string | null;
	/** Null for a file that was not measured. */
	readonly sketch: WeightsSketch | null;
}

/** Null for files that are not alike, or of different presets. */
export function compareWeights(a: Comparable, b: Comparable, start: Start): Compared | null {
	if (a.sketch === null || b.sketch === null || a.preset !== b.preset)
		return a.sha256 === b.sha256 ? { kind: 'equal', cosine: null } : null;
	const compared = compareSketches(a.sketch, b.sketch);
	if (a.sha256 === b.sha256) return { kind: 'equal', cosine: compared?.cosine ?? null };
	if (compared === null) return null;
	if (compared.cosine >= BOUNDS[start].least) return { kind: 'close', cosine: compared.cosine };
	return compared.apart <= MOST_APART ? { kind: 'reordered', cosine: compared.cosine } : null;
}

type Seeds = readonly [string | null, string | null];

/** The fact in words. */
export function sayHowAlike({ kind, cosine }: Compared, seeds: Seeds, start: Start): string {
	return `${FACTS[kind](cosine ?? 0)} ${areSame(seeds) ? sameSeedText(seeds[0]) : seedsText(seeds, start)}`;
}

const FACTS: Readonly<Record<Compared['kind'], (cosine: number) => string>> = {
	equal: () => 'These two files are equal, byte for byte.',
	close: (cosine) => `The weights of these two files have cosine ${cosine.toFixed(4)}.`,
	reordered: (cosine) =>
		`Every tensor of these two files has the same length, while their weights have cosine ${cosine.toFixed(4)}: so it is when hidden units change places.`,
};

export function areSame([a, b]: Seeds): boolean {
	return a !== null && a === b;
}

function sameSeedText(seed: string | null): string {
	return `Both say seed ${seed ?? ''}: honest runs of one seed can end alike, on one kind of machine byte for byte.`;
}

function seedsText([a, b]: Seeds, start: Start): string {
	if (a === null || b === null) return 'At least one of them was not measured, so the seeds are not known.';
	return `They say the seeds ${a} and ${b}; no two runs of different seeds were measured above cosine ${BOUNDS[start].honest}.`;
}
