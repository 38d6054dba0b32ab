/** Lab 1.4: the learner writes one causal attention head and sees its weights while a one-layer GPT trains with it. */
import { floorPerToken } from '#data/storyland/entropy.ts';
import { defineLab } from '../define-lab.ts';

export const lab = defineLab({
	id: 'causal-attention',
	version: 1,
	title: 'Causal self-attention',
	lesson: '1.4',
	minutes: 40,
	difficulty: 2,
	skills: { core: 'causal-attention', mundane: ['typescript', 'tensor-shapes'] },
	file: 'attention.ts',
	exports: ['causalAttention'],
	allowedImports: { gradus: [], my: [] },
	trains: true,
	presets: {
		tiny: {
			label: 'tiny: one layer, two heads',
			// A window of `time` tokens has one prediction fewer.
			config: { layers: 1, width: 32, heads: 2, time: 32, batch: 8, peak: 0.006, warmup: 10, floor: floorPerToken(31) },
			steps: 150,
		},
		long: {
			label: 'longer: one layer, four heads',
			config: { layers: 1, width: 48, heads: 4, time: 48, batch: 16, peak: 0.004, warmup: 20, floor: floorPerToken(47) },
			steps: 300,
		},
	},
	checkpoints: [],
	publicDiagnoses: [
		'not-started',
		'forgot-values',
		'no-mask',
		'mask-after-softmax',
		'mask-includes-diagonal',
		'future-instead-of-past',
		'zero-instead-of-minus-infinity',
		'no-scale',
		'scale-by-width',
		'wrong-scale',
		'wrong-softmax-axis',
		'queries-and-keys-swapped',
		'not-normalised',
		'ignores-scores',
		'different-weights',
		'rank-two-only',
		'no-gradient',
	],
});
