/**
 * When two files of weights are worth a look. The bounds lie between what independent runs and what changed copies measured
 * (docs/benchmarks/weights.md); a pair beyond them is a fact to ask about, not a finding of guilt.
 */
import type { SimilarWeightsPair, WeightsSketch } from '#contract/similar-weights.ts';
import { compareSketches } from './sketch-weights.ts';

/** Of what two runs changed. */
export const MIN_COSINE = 0.6;
/** Of the lengths of their tensors. */
export const MAX_APART = 0.02;

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
export function compareWeights(a: Comparable, b: Comparable): Compared | null {
	if (a.sketch === null || b.sketch === null || a.preset !== b.preset)
		return a.sha256 === b.sha256 ? { kind: 'equal', cosine: null } : null;
	const compared = compareSketches(a.sketch, b.sketch);
	if (a.sha256 === b.sha256) return { kind: 'equal', cosine: compared?.cosine ?? null };
	if (compared === null) return null;
	if (compared.cosine >= MIN_COSINE) return { kind: 'close', cosine: compared.cosine };
	return compared.apart <= MAX_APART ? { kind: 'reordered', cosine: compared.cosine } : null;
}

/** The fact in words. */
export function sayHowAlike({ kind, cosine }: Compared, seeds: readonly [string | null, string | null]): string {
	const isSameSeed = areSame(seeds);
	return `${FACTS[kind](cosine ?? 0)} ${isSameSeed ? sameSeedText(seeds[0]) : seedsText(seeds)}`;
}

const FACTS: Readonly<Record<Compared['kind'], (cosine: number) => string>> = {
	equal: () => 'These two files are equal, byte for byte.',
	close: (cosine) => `The weights of these two files have cosine ${cosine.toFixed(4)}.`,
	reordered: (cosine) =>
		`Every tensor of these two files has the same length, while their weights have cosine ${cosine.toFixed(4)}: so it is when hidden units change places.`,
};

export function areSame([a, b]: readonly [string | null, string | null]): boolean {
	return a !== null && a === b;
}

function sameSeedText(seed: string | null): string {
	return `Both say seed ${seed ?? ''}: honest runs of one seed can end alike, on one kind of machine byte for byte.`;
}

function seedsText([a, b]: readonly [string | null, string | null]): string {
	if (a === null || b === null) return 'At least one of them was not measured, so the seeds are not known.';
	return `They say the seeds ${a} and ${b}; runs of different seeds were never measured above cosine 0.4.`;
}
