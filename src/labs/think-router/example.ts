/** Worked examples: cases, what comes of them, and the same with one bug at a time. Numbers and texts only, made by the reference. */
import type { StoredExamples } from '#grading/core/check-kit/plain-cases.ts';

export const CONFIDENCES: StoredExamples = {
	cases: [
		[2, 0, 0, 1],
		[3, 3],
		[900, 901, 898],
	],
	right: ['0.610296', '0.500000', '0.705385'],
	wrong: {
		'raw-logit': ['2.000000', '3.000000', '901.000000'],
		'too-large-for-exp': ['0.610296', '0.500000', 'NaN'],
		margin: ['0.385780', '0.000000', '0.445888'],
	},
	words: ['confidence([2, 0, 0, 1])', 'confidence([3, 3])', 'confidence([900, 901, 898])'],
};

/** A letter for each question: T is thought about, a dot is not. */
export const ROUTES: StoredExamples = {
	cases: [
		[[0.9, 0.2, 0.6, 0.4], 3, 12, 9],
		[[0.3, 0.95, 0.8, 0.3, 0.1], 3, 10, 9],
		[[0.5, 0.4, 0.8, 0.7, 0.6], 3, 15, 9],
		[[0.99, 0.35, 0.45, 0.9, 0.55, 0.2], 4, 16, 13],
		[[0.2, 0.3, 0.9], 3, 12, 3],
		[[0.9, 0.8, 0.99], 3, 12, 40],
	],
	right: ['.T.T', 'T..TT', 'TT...', '.TT..T', '...', 'TTT'],
	wrong: {
		'fixed-threshold': ['.T.T', 'T..TT', '.T...', '.TT..T', 'TT.', '...'],
		'most-sure-first': ['T.T.', 'TTT..', '..TT.', 'T..TT.', '...', 'TTT'],
		'in-order': ['TT..', 'TTT..', 'TT...', 'TTT...', '...', 'TTT'],
		'over-budget': ['.T.T', 'T..TT', 'TT...', '.TT.TT', '...', 'TTT'],
		'forgets-direct': ['.TTT', 'T.TTT', 'TT..T', '.TT.TT', '...', 'TTT'],
		'thinks-instead': ['.T.T', 'T.TTT', 'TT...', '.TT.TT', '...', 'TTT'],
	},
	words: [
		'route([0.9, 0.2, 0.6, 0.4], 3, 12, 9), T for a thought,',
		'route([0.3, 0.95, 0.8, 0.3, 0.1], 3, 10, 9), T for a thought,',
		'route([0.5, 0.4, 0.8, 0.7, 0.6], 3, 15, 9), T for a thought,',
		'route([0.99, 0.35, 0.45, 0.9, 0.55, 0.2], 4, 16, 13), T for a thought,',
		'route([0.2, 0.3, 0.9], 3, 12, 3), T for a thought,',
		'route([0.9, 0.8, 0.99], 3, 12, 40), T for a thought,',
	],
};

export const COINS: StoredExamples = {
	cases: [
		[[3, 0.4], [13, 0.9], 8],
		[[4, 0.25], [24, 1], 9],
		[[3, 0.4], [13, 0.9], 20],
		[[3, 0.4], [13, 0.9], 2],
	],
	right: ['0.650000', '0.437500', '0.900000', '0.400000'],
	wrong: {
		'always-the-mean': ['0.650000', '0.625000', '0.650000', '0.650000'],
		'wrong-way-round': ['0.650000', '0.812500', '0.400000', '0.900000'],
		'share-of-always': ['0.707692', '0.531250', '0.900000', '0.476923'],
		'not-clipped': ['0.650000', '0.437500', '1.250000', '0.350000'],
	},
	words: [
		'With never at 3 tokens and 0.4, always at 13 tokens and 0.9, a coin at 8 tokens',
		'With never at 4 tokens and 0.25, always at 24 tokens and 1, a coin at 9 tokens',
		'With never at 3 tokens and 0.4, always at 13 tokens and 0.9, a coin at 20 tokens',
		'With never at 3 tokens and 0.4, always at 13 tokens and 0.9, a coin at 2 tokens',
	],
};
