/** What a report of similarity counts, and how a page says what it could not compare. Facts about programs; nothing here is parsed. */

export interface ComparedLearner {
	readonly submissionId: string;
	readonly learnerId: string;
	readonly displayName: string;
	readonly createdAt: number;
	readonly isAccepted: boolean;
}

/** One of several whose programs consist mostly of the same code, which very many have. */
export interface WidespreadLearner extends ComparedLearner {
	/** Fingerprints that nobody was given and very many have, of all that nobody was given. */
	readonly common: number;
	readonly of: number;
}

export interface SimilarityFacts {
	readonly programs: number;
	/** Compared pairs. */
	readonly comparisons: number;
	/** Median of fingerprints of their own. */
	readonly medianOwn: number;
	/** Fingerprints left out because very many have them. */
	readonly common: number;
	/** Programs that are not compared and stand in no group. */
	readonly tooShort: number;
}

/** Why there is no pair at all. */
export function nothingToCompareText({ programs, common }: SimilarityFacts): string {
	if (programs === 0) return 'Nobody has handed in this lab yet.';
	if (programs === 1) return 'One learner has handed in this lab.';
	return `Of ${programs} programs no two have enough code of their own: the rest is in ${elsewhereText(common)}.`;
}

/** Of the programs without a partner that stand in no group; null when there are none. */
export function notComparedText({ tooShort, common }: SimilarityFacts): string | null {
	if (tooShort === 0) return null;
	const [have, their] = tooShort === 1 ? ['program has', 'its'] : ['programs have', 'their'];
	return `${tooShort} ${have} too little of ${their} own to compare: the rest is in ${elsewhereText(common)}.`;
}

function elsewhereText(common: number): string {
	const given = 'the starter, the borrowed file or the reference';
	return common === 0 ? given : `${given}, or is what more than a quarter here have`;
}
