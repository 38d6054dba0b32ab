/** Lab 1.6: the learner writes the loss and the optimiser of a small GPT, trains it, and its weights are verified on hidden text. */
import { floorPerToken } from '#data/storyland/entropy.ts';
import { defineLab } from '../define-lab.ts';

/** Exact entropy per token of windows of 48 tokens, of which 47 are predicted. */
const FLOOR = floorPerToken(47);

export const lab = defineLab({
	id: 'train-gpt',
	version: 2,
	title: 'Train GPT-2, small',
	lesson: '1.6',
	minutes: 75,
	difficulty: 3,
	skills: { core: 'training-loop', mundane: ['typescript', 'tensor-shapes'] },
	file: 'train.ts',
	exports: ['loss', 'decays', 'learningRate', 'adamwStep'],
	allowedImports: { gradus: [], my: ['causal-attention'] },
	trains: true,
	presets: {
		small: {
			label: 'small: two layers, 118,000 weights',
			config: { layers: 2, width: 64, heads: 4, time: 48, batch: 16, floor: FLOOR },
			steps: 400,
			targetMargin: 0.05,
			// 6 per weight and token, and the attention scores.
			flops: 2.28e11,
		},
		tiny: {
			label: 'tiny: one layer, for slow machines',
			config: { layers: 1, width: 32, heads: 2, time: 48, batch: 8, floor: FLOOR },
			steps: 120,
			targetMargin: 0.5,
			flops: 6.4e9,
		},
	},
	checkpoints: [{ name: 'model', required: true }],
	publicDiagnoses: [
		'not-started',
		'targets-not-shifted',
		'targets-unused',
		'loss-not-mean',
		'loss-mean-of-batch',
		'not-in-nats',
		'decays-vectors',
		'decays-nothing',
		'no-warm-up',
		'warm-up-off-by-one',
		'cosine-ends-elsewhere',
		'wrong-schedule',
		'nothing-moves',
		'no-bias-correction',
		'step-not-counted',
		'l2-instead-of-decoupled',
		'no-decay',
		'decay-without-rate',
		'clips-each-tensor',
		'no-clipping',
		'clips-after-means',
		'means-forgotten',
		'wrong-step',
		'leaves-tensors',
	],
	wallMs: 20_000,
});
