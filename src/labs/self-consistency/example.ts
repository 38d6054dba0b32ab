/** Worked examples: cases, what comes of them, and the same with one bug at a time. Numbers and texts only, made by the reference. */
import type { StoredExamples } from '#grading/core/check-kit/plain-cases.ts';

export const MAJORITIES: StoredExamples = {
	cases: [
		[3, 7, 7],
		[5, 2, 9, 9, 2, 9],
		[null, null, null, 4],
		[0, 0, 6, null],
		[8, 1, 1, 8],
		[2, 6, 6, 2, 9],
	],
	right: [7, 9, 4, 0, 8, 2],
	wrong: {
		'first-answer': [3, 5, null, 0, 8, 2],
		'null-votes': [7, 9, null, 0, 8, 2],
		'zero-lost': [7, 9, 4, 6, 8, 2],
		'last-of-equals': [7, 9, 4, 0, 1, 6],
		'smallest-of-equals': [7, 9, 4, 0, 1, 2],
		'mean-answer': [6, 6, 4, 2, 5, 5],
	},
	words: [
		'majority([3, 7, 7])',
		'majority([5, 2, 9, 9, 2, 9])',
		'majority([null, null, null, 4])',
		'majority([0, 0, 6, null])',
		'majority([8, 1, 1, 8])',
		'majority([2, 6, 6, 2, 9])',
	],
};

export const VOTES: StoredExamples = {
	cases: [
		[[4, 4, 1, 4, 2, 2], 4, 3],
		[[7, 7, 7, 3, 3, 3, 3, 7, 7, 7, 7, 1], 7, 3],
		[[5, 1, 5, 5], 5, 1],
		[[2, 2, 8, 8, 8, 2, 2], 2, 3],
	],
	right: ['0.500000', '0.750000', '0.750000', '0.500000'],
	wrong: {
		'share-right': ['0.500000', '0.583333', '0.750000', '0.571429'],
		'any-right': ['1.000000', '0.750000', '0.750000', '1.000000'],
		'one-group': ['1.000000', '1.000000', '1.000000', '1.000000'],
		'leftover-votes': ['0.500000', '0.750000', '0.750000', '0.666667'],
		overlapping: ['0.500000', '0.600000', '0.750000', '0.400000'],
		'divided-by-samples': ['0.166667', '0.250000', '0.750000', '0.142857'],
	},
	words: [
		'majorityAtK([4, 4, 1, 4, 2, 2], 4, 3)',
		'majorityAtK([7, 7, 7, 3, 3, 3, 3, 7, 7, 7, 7, 1], 7, 3)',
		'majorityAtK([5, 1, 5, 5], 5, 1)',
		'majorityAtK([2, 2, 8, 8, 8, 2, 2], 2, 3)',
	],
};

export const BESTS: StoredExamples = {
	cases: [
		[
			['#1.', '#4.', '#7.'],
			[1, 2, 0],
		],
		[
			['#3.', '#8.', '#8'],
			[-2, -1, -1],
		],
		[
			['#5.', '#2.'],
			[1, 1],
		],
	],
	right: ['#4.', '#8.', '#5.'],
	wrong: { 'first-reply': ['#1.', '#3.', '#5.'], 'lowest-reward': ['#7.', '#3.', '#5.'], 'last-best': ['#4.', '#8', '#2.'] },
	words: [
		'bestOfN(["#1.", "#4.", "#7."]) with the rewards [1, 2, 0]',
		'bestOfN(["#3.", "#8.", "#8"]) with the rewards [-2, -1, -1]',
		'bestOfN(["#5.", "#2."]) with the rewards [1, 1]',
	],
};

export const COSTS: StoredExamples = {
	cases: [
		[8, 20, 100000, 2],
		[1, 12, 100000, 2],
		[64, 30, 50000, 10],
	],
	right: [
		[160, 32000000, 0.00032],
		[12, 2400000, 0.000024],
		[1920, 192000000, 0.0192],
	],
	wrong: {
		'one-sample': [
			[20, 4000000, 0.00004],
			[12, 2400000, 0.000024],
			[30, 3000000, 0.0003],
		],
		'training-flops': [
			[160, 96000000, 0.00032],
			[12, 7200000, 0.000024],
			[1920, 576000000, 0.0192],
		],
		'multiply-add-once': [
			[160, 16000000, 0.00032],
			[12, 1200000, 0.000024],
			[1920, 96000000, 0.0192],
		],
		'price-per-token': [
			[160, 32000000, 320],
			[12, 2400000, 24],
			[1920, 192000000, 19200],
		],
	},
	words: ['queryCost(8, 20, 100000, 2)', 'queryCost(1, 12, 100000, 2)', 'queryCost(64, 30, 50000, 10)'],
};
