/** Lab 7.1: the learner writes traces, the rows of training and the reading of answers; a model learns to answer at once and by thinking aloud. */
import { defineLab } from '../define-lab.ts';

/** Of both presets. */
const TARGET = {
	goal: 'at-least',
	value: 0.9,
	what: 'share of hidden problems answered right after thinking',
	counted: 'problems',
} as const;

export const lab = defineLab({
	id: 'scratchpad',
	version: 1,
	title: 'A scratchpad for a model',
	lesson: '7.1',
	minutes: 45,
	difficulty: 2,
	skills: { core: 'chain-of-thought', mundane: ['typescript'] },
	file: 'scratchpad.ts',
	exports: ['trace', 'example', 'readAnswer'],
	allowedImports: { gradus: [], my: [] },
	trains: true,
	presets: {
		small: {
			label: 'small: chains of up to four operations, 59,000 weights',
			config: { layers: 2, width: 48, heads: 4, time: 26, vocabulary: 18, batch: 32, most: 4, largest: 4 },
			steps: 500,
			target: TARGET,
			seconds: { wasm: 45 },
			// 6 per weight and token, and the attention scores.
			flops: 1.5e11,
		},
		tiny: {
			label: 'tiny: chains of up to three operations, for slow machines',
			config: { layers: 2, width: 32, heads: 4, time: 21, vocabulary: 18, batch: 32, most: 3, largest: 3 },
			steps: 450,
			target: TARGET,
			seconds: { wasm: 20 },
			flops: 4.9e10,
		},
	},
	checkpoints: [{ name: 'model', required: true }],
	charts: [
		{
			id: 'accuracy',
			title: 'Thinking against answering at once',
			y: 'share answered right',
			series: [
				{ key: 'think', label: 'after thinking' },
				{ key: 'direct', label: 'at once' },
			],
			range: [0, 1],
			lines: [{ label: 'chance', value: 0.1 }],
			about: 'The same weights answer the same problems in two ways: which of the two gains anything from training?',
		},
	],
	publicDiagnoses: [
		'not-started',
		'answer-only',
		'bare-results',
		'results-missing',
		'result-before-step',
		'value-first',
		'answer-first',
		'not-reduced',
		'negative-values',
		'product-first',
		'no-end',
		'wrong-trace',
		'not-shifted',
		'prompt-counted',
		'padding-counted',
		'mask-at-inputs',
		'end-not-counted',
		'only-answer-counted',
		'nothing-counted',
		'too-long',
		'wrong-row',
		'never-answers',
		'last-digit',
		'empty-is-zero',
		'not-a-number',
		'any-digit',
		'wrong-answer',
	],
});
