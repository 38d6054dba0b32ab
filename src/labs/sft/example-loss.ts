/** The worked sight and loss of the task: inputs, what comes out, and the same with one bug at a time. Numbers only, made by the reference. */
import type { StoredExamples } from '#grading/core/check-kit/plain-cases.ts';

/** One text alone; two texts with padding, beside two of other lengths. */
export const SIGHT: StoredExamples = {
	cases: [
		[[1, 1, 1]],
		[
			[1, 1, 2, 2, 0],
			[1, 2, 2, 2, 2],
		],
	],
	right: ['[1,3,3,1,0,0,1,1,0,1,1,1]', '[2,5,5,1,0,0,0,0,1,1,0,0,0,0,0,1,0,0,0,0,1,1,0,1,0,0,0,0,0,1,0,0,0,0,1,1,0,0,0,1,1,1,0,0,1,1,1,1]'],
	wrong: {
		'reads-other-texts': [
			'[1,3,3,1,0,0,1,1,0,1,1,1]',
			'[2,5,5,1,0,0,0,0,1,1,0,0,0,1,1,1,0,0,1,1,1,1,0,1,0,0,0,0,1,1,0,0,0,1,1,1,0,0,1,1,1,1,0,1,1,1,1,1]',
		],
		'reads-the-future': [
			'[1,3,3,1,1,1,1,1,1,1,1,1]',
			'[2,5,5,1,1,0,0,0,1,1,0,0,0,0,0,1,1,0,0,0,1,1,0,1,0,0,0,0,0,1,1,1,1,0,1,1,1,1,0,1,1,1,1,0,1,1,1,1]',
		],
		'not-itself': [
			'[1,3,3,0,0,0,1,0,0,1,1,0]',
			'[2,5,5,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,1,0,0,0,0,1,1,0,0,0,1,1,1,0]',
		],
		'only-itself': [
			'[1,3,3,1,0,0,0,1,0,0,0,1]',
			'[2,5,5,1,0,0,0,0,0,1,0,0,0,0,0,1,0,0,0,0,0,1,0,1,0,0,0,0,0,1,0,0,0,0,0,1,0,0,0,0,0,1,0,0,0,0,0,1]',
		],
	},
	words: ['A row with one text of three tokens', 'The rows 1 1 2 2 0 and 1 2 2 2 2'],
};

/** A row with two learned tokens; that row with one of them, beside a row with three. */
export const LOSSES: StoredExamples = {
	cases: [
		{
			shape: [1, 5, 4],
			logits: [2, 0, -1, 1, 0, 3, 1, -2, 1, 1, 0, 2, -1, 0, 2, 1, 3, -1, 0, 1],
			tokens: [0, 3, 1, 2, 0],
			learned: [0, 0, 0, 1, 1],
		},
		{
			shape: [2, 5, 4],
			logits: [
				2, 0, -1, 1, 0, 3, 1, -2, 1, 1, 0, 2, -1, 0, 2, 1, 3, -1, 0, 1, 0, 2, 2, -1, 1, 0, 1, 3, -2, 1, 0, 2, 1, 2, -1, 0, 0, 1, 2, 1,
			],
			tokens: [0, 3, 1, 2, 0, 2, 1, 3, 0, 1],
			learned: [0, 0, 0, 1, 0, 0, 0, 1, 1, 1],
		},
	],
	right: [3.033357, 1.941102],
	wrong: {
		'questions-count': [1.920605, 1.700247],
		'mean-over-all': [1.516678, 0.970551],
		'mask-not-shifted': [3.44019, 2.766699],
		'targets-not-shifted': [0.44019, 0.766699],
		'not-a-mean': [6.066713, 7.764408],
		'mean-of-rows': [3.033357, 2.169576],
	},
	words: ['The row of the task', 'Two rows with one and three learned tokens'],
};
