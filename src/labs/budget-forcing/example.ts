/** Worked examples: cases, what comes of them, and the same with one bug at a time. Numbers and texts only, made by the reference. */
import type { StoredExamples } from '#grading/core/check-kit/plain-cases.ts';

export const FORCED: StoredExamples = {
	cases: [
		['+52*36-24', 2],
		['-85+49*73', 0],
		['+61*33-94', 3],
		['+52#2.', 4],
		['*98-35#5.', 2],
		['+52*3', 4],
		['+', 1],
	],
	right: ['+52*36#', '#', '+61*33-94#', '+52#', '*98-35#', '+52#', '#'],
	wrong: {
		'not-started': ['+52*36-24', '-85+49*73', '+61*33-94', '+52#2.', '*98-35#5.', '+52*3', '+'],
		'no-mark': ['+52*36', '', '+61*33-94', '+52', '*98-35', '+52', ''],
		'two-marks': ['+52*36#', '#', '+61*33-94#', '+52##', '*98-35##', '+52#', '#'],
		'tokens-not-steps': ['+5#', '#', '+61#', '+52#', '*9#', '+52#', '#'],
		'half-step': ['+52*36#', '#', '+61*33-94#', '+52#', '*98-35#', '+52*3#', '+#'],
		'ignores-budget': ['+52*36-24#', '-85+49*73#', '+61*33-94#', '+52#', '*98-35#', '+52#', '#'],
		'one-step-more': ['+52*36-24#', '-85#', '+61*33-94#', '+52#', '*98-35#', '+52#', '#'],
		'keeps-answer': ['+52*36#', '#', '+61*33-94#', '+52#2.', '*98-35#5.', '+52#', '#'],
	},
	words: [
		"force('+52*36-24', 2)",
		"force('-85+49*73', 0)",
		"force('+61*33-94', 3)",
		"force('+52#2.', 4)",
		"force('*98-35#5.', 2)",
		"force('+52*3', 4)",
		"force('+', 1)",
	],
};

export const PREDICTIONS: StoredExamples = {
	cases: [
		[[1, 2, 4, 8], 4, 0.2],
		[[1, 2, 3, 4, 5], 2, 0.15],
		[[3, 6], 0, 0.25],
	],
	right: ['0.800000', '0.490000', '0.250000'],
	wrong: {
		'exact-fit-fails': ['0.600000', '0.320000', '0.250000'],
		'no-guess': ['0.750000', '0.400000', '0.000000'],
		'guess-for-all': ['0.950000', '0.550000', '0.250000'],
		'share-of-steps': ['0.875000', '0.713333', '0.000000'],
	},
	words: ['predictAccuracy([1, 2, 4, 8], 4, 0.2)', 'predictAccuracy([1, 2, 3, 4, 5], 2, 0.15)', 'predictAccuracy([3, 6], 0, 0.25)'],
};

export const CHOICES: StoredExamples = {
	cases: [
		[
			[
				[0, 4, 0.3],
				[3, 14, 0.9],
				[1, 7, 0.6],
				[2, 11, 0.8],
			],
			0.75,
		],
		[
			[
				[4, 9, 0.5],
				[2, 6, 0.7],
				[8, 12, 0.9],
			],
			0.5,
		],
		[
			[
				[0, 4, 0.3],
				[1, 7, 0.6],
				[2, 11, 0.8],
			],
			0.6,
		],
		[
			[
				[0, 4, 0.3],
				[1, 7, 0.6],
			],
			0.9,
		],
	],
	right: [2, 2, 1, null],
	wrong: {
		'first-in-list': [3, 4, 1, null],
		'best-accuracy': [3, 8, 2, null],
		'ignores-goal': [0, 2, 0, 0],
		'strictly-above': [2, 2, 2, null],
	},
	words: [
		'With the goal 0.75 and the points (budget, tokens, accuracy) (0, 4, 0.3) (3, 14, 0.9) (1, 7, 0.6) (2, 11, 0.8), cheapestBudget',
		'With the goal 0.5 and the points (budget, tokens, accuracy) (4, 9, 0.5) (2, 6, 0.7) (8, 12, 0.9), cheapestBudget',
		'With the goal 0.6 and the points (budget, tokens, accuracy) (0, 4, 0.3) (1, 7, 0.6) (2, 11, 0.8), cheapestBudget',
		'With the goal 0.9 and the points (budget, tokens, accuracy) (0, 4, 0.3) (1, 7, 0.6), cheapestBudget',
	],
};
