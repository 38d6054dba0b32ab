/**
 * What may leave the server at each level. Every number of the guard that was fitted stands here; docs/tutor-guard.md says on which
 * replies and how well it held on the others (`npm run fit:guard`).
 */
import type { GuardLevel } from './inspection.ts';

export interface Limits {
	/** Lines of code about the core that the learner does not have already. */
	readonly lines: number;
	/** Share of the reference's fingerprints, in one reply and in all together. */
	readonly c: number;
	readonly cumulative: number;
	/** Longest shared run of tokens that is not open to the learner anyway. */
	readonly lcs: number;
	/** Share of the reference under shared runs of at least `TILE` tokens. */
	readonly t: number;
	/** Lines of the solution as they stand, and the share of it that all replies together may hold. */
	readonly own: number;
	readonly ownCumulative: number;
	/** Share of the reference's expressions. */
	readonly a: number;
	/** Share of the order of operations, in one reply and in all together. */
	readonly s: number;
	readonly sCumulative: number;
	readonly atoms: number;
	readonly prose: number;
	/** Sentences that say what to do with the core: a plan has a few, a dictated solution has them all. */
	readonly steps: number;
}

export const TILE = 8;
/** Shares are of what is not open yet, but of no less than this part of the whole: the last line that is missing is not the whole secret. */
export const LEAST_NOVEL = 0.3;
/** One line of a listing; a longer one counts as several. */
export const TOKENS_PER_LINE = 20;
/** What an example of a call that belongs to no lab may have at the least, whatever the level: calls look alike in all programs. */
export const MUNDANE: Partial<Limits> & { readonly lines: number } = { lines: 4, c: 0.12, cumulative: 0.15, lcs: 15, t: 0.25 };

const NOTHING: Limits = {
	lines: 0,
	c: 0.05,
	cumulative: 0.1,
	lcs: 8,
	t: 0.05,
	own: 0,
	ownCumulative: 0.05,
	a: 0.05,
	s: 0.1,
	sCumulative: 0.15,
	atoms: 0,
	prose: 0,
	steps: 0,
};

export const LIMITS: Readonly<Record<Exclude<GuardLevel, 5>, Limits>> = {
	0: NOTHING,
	1: { ...NOTHING, prose: 1 },
	2: { ...NOTHING, c: 0.1, cumulative: 0.15, lcs: 10, t: 0.1, a: 0.1, s: 0.15, sCumulative: 0.2, ownCumulative: 0.1, prose: 2 },
	3: {
		lines: 8,
		c: 0.2,
		cumulative: 0.25,
		lcs: 14,
		t: 0.2,
		own: 0,
		ownCumulative: 0.2,
		a: 0.2,
		s: 0.25,
		sCumulative: 0.3,
		atoms: 0,
		prose: 3,
		steps: 4,
	},
	4: {
		lines: 6,
		c: 0.3,
		cumulative: 0.4,
		lcs: 30,
		t: 0.3,
		own: 8,
		ownCumulative: 0.36,
		a: 0.35,
		s: 0.35,
		sCumulative: 0.42,
		atoms: 1,
		prose: 3,
		steps: 3,
	},
};
