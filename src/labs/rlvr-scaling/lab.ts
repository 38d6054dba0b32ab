/** Lab 6.3: the learner measures what ten times the steps bring: pass@k, the sigmoid of a rise, its straight part, and the line through that. */
import { QUIZ_TIME, QUIZ_VOCABULARY } from '#data/tasks/quiz.ts';
import { defineLab } from '../define-lab.ts';

/** One layer, 21,000 weights. */
const QUIZ = { layers: 1, width: 32, heads: 2, time: QUIZ_TIME, vocabulary: QUIZ_VOCABULARY, size: 8 };

export const lab = defineLab({
	id: 'rlvr-scaling',
	version: 1,
	title: 'Ten times the compute',
	lesson: '6.3',
	minutes: 45,
	difficulty: 2,
	skills: { core: 'rl-scaling', mundane: ['typescript'] },
	file: 'scaling.ts',
	exports: ['passAtK', 'sigmoid', 'straightRange', 'fitLine'],
	allowedImports: { gradus: [], my: ['grpo'] },
	trains: true,
	presets: {
		// FLOPs: 8 per weight and sample, and 6 per weight and token of the base's 300 steps of 160 tokens.
		mix: {
			label: 'mix: 40 separate questions from easy to hard, 362 steps',
			config: QUIZ,
			steps: 362,
			seconds: { wasm: 13 },
			flops: 2.5e10,
		},
		tiny: { label: 'tiny: the same, 91 steps', config: QUIZ, steps: 91, seconds: { wasm: 7 }, flops: 1.1e10 },
		equal: {
			label: 'equal: 40 questions of one difficulty, 256 steps',
			config: { ...QUIZ, equal: 1 },
			steps: 256,
			seconds: { wasm: 10 },
			flops: 1.9e10,
		},
		shared: {
			label: 'shared: one right answer for all questions, 45 steps',
			config: { ...QUIZ, whole: 1, shared: 1, rate: 1e-2 },
			steps: 45,
			seconds: { wasm: 6 },
			flops: 8e9,
		},
	},
	checkpoints: [],
	charts: [
		{
			id: 'accuracy',
			title: 'Right answers, over the steps themselves',
			y: 'share of samples',
			series: [
				{ key: 'accuracy', label: 'all questions' },
				{ key: 'common', label: 'the quarter known best' },
				{ key: 'rare', label: 'the quarter known least' },
			],
			range: [0, 1],
			about: 'The chance that one sample is right, read from the model. The plot below shows the same over the logarithm of the steps.',
		},
	],
	meanings: { accuracy: 'paid' },
	publicDiagnoses: [
		'k-ignored',
		'with-replacement',
		'all-of-k',
		'all-wrong',
		'adds-chances',
		'overflows',
		'wrong-pass',
		'flat',
		'no-floor',
		'overshoots',
		'falls',
		'not-log',
		'steepness-misplaced',
		'wrong-curve',
		'no-width',
		'ends-swapped',
		'same-width',
		'steeper-wider',
		'of-accuracy',
		'tenth-of-rise',
		'linear-range',
		'wrong-range',
		'no-line',
		'natural-log',
		'linear-steps',
		'no-intercept',
		'through-saturation',
		'ends-left-out',
		'two-points',
		'swapped-axes',
		'wrong-line',
	],
});
