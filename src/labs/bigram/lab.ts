/** Lab 1.2: the learner counts pairs of tokens, makes probabilities of them and measures the loss, beside the exact entropy of the text. */
import { NATS_PER_STORY, NATS_PER_TOKEN } from '#data/storyland/entropy.ts';
import { BIGRAM_NATS_PER_TOKEN, BYTES_PER_STORY } from '#data/storyland/pair-floor.ts';
import { defineLab } from '../define-lab.ts';

/** Each step counts more text, by a quarter of a doubling: from 76 tokens to 131,072. */
const STEPS = 44;
const FLOOR = NATS_PER_TOKEN;
const BITS_PER_BYTE = NATS_PER_STORY / Math.LN2 / BYTES_PER_STORY;

export const lab = defineLab({
	id: 'bigram',
	version: 2,
	title: 'Predicting the next token',
	lesson: '1.2',
	minutes: 30,
	difficulty: 1,
	skills: { core: 'next-token', mundane: ['typescript'] },
	file: 'bigram.ts',
	exports: ['countPairs', 'probabilities', 'crossEntropy', 'bitsPerByte'],
	allowedImports: { gradus: [], my: [] },
	trains: true,
	presets: {
		light: { label: 'smoothing 0.1', config: { smoothing: 0.1, floor: FLOOR }, steps: STEPS, seconds: { cpu: 1 } },
		bare: { label: 'hardly any smoothing: 0.000001', config: { smoothing: 1e-6, floor: FLOOR }, steps: STEPS, seconds: { cpu: 1 } },
		heavy: { label: 'heavy smoothing: 10', config: { smoothing: 10, floor: FLOOR }, steps: STEPS, seconds: { cpu: 1 } },
		tiny: { label: 'smoothing 0.1, up to 4,096 tokens', config: { smoothing: 0.1, floor: FLOOR }, steps: 24, seconds: { cpu: 1 } },
	},
	checkpoints: [],
	model: 'own',
	charts: [
		{
			id: 'bits',
			title: 'The same loss in bits per byte',
			y: 'bits per byte',
			series: [{ key: 'bits', label: 'held-out text' }],
			lines: [
				{ label: 'floor of Storyland', value: Number(BITS_PER_BYTE.toFixed(4)) },
				{
					label: 'best table of pairs',
					value: Number(((BITS_PER_BYTE * BIGRAM_NATS_PER_TOKEN) / NATS_PER_TOKEN).toFixed(4)),
				},
			],
			about: 'Spread over the bytes of the text, the loss can be compared with that of any other tokeniser.',
		},
		{
			id: 'unseen',
			title: 'Held-out pairs that were never counted',
			y: 'share of the pairs',
			series: [{ key: 'unseen', label: 'never counted' }],
			range: [0, 1],
			about: 'Smoothing alone says how likely these pairs are: while there are many, it decides the loss.',
		},
	],
	publicDiagnoses: [
		'not-started',
		'vocabulary-from-text',
		'rows-and-columns-swapped',
		'seen-not-counted',
		'last-pair-missed',
		'counts-single-tokens',
		'counts-both-directions',
		'other-counts',
		'joint-probabilities',
		'normalised-by-column',
		'smoothing-below-the-line',
		'shares-do-not-sum-to-one',
		'no-smoothing',
		'fixed-smoothing',
		'only-zeros-smoothed',
		'other-shares',
		'changes-its-input',
		'loss-in-bits',
		'no-minus-sign',
		'sum-not-mean',
		'divides-by-all-tokens',
		'perplexity',
		'predicts-backwards',
		'predicts-itself',
		'log-of-mean',
		'other-loss',
		'nats-not-bits',
		'times-ln-2',
		'bits-per-token',
		'bytes-per-token-upside-down',
		'other-bits',
	],
});
