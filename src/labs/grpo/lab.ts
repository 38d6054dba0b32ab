/** Lab 6.2: the learner writes GRPO's advantage, KL and loss; a small base goes from rarely right to mostly right, paid by the learner's verifier. */
import { ADDITION_TIME, ADDITION_VOCABULARY } from '#data/tasks/addition.ts';
import { defineLab } from '../define-lab.ts';

/** Of the base: two layers, 103,000 weights. */
const BASE = { layers: 2, width: 64, heads: 4, time: ADDITION_TIME, vocabulary: ADDITION_VOCABULARY };
const WHAT = 'share of hidden problems answered right, one sample each at temperature 1';

export const lab = defineLab({
	id: 'grpo',
	version: 1,
	title: 'GRPO',
	lesson: '6.2',
	minutes: 60,
	difficulty: 3,
	skills: { core: 'grpo', mundane: ['typescript', 'tensor-shapes'] },
	file: 'grpo.ts',
	exports: ['groupAdvantage', 'klToReference', 'grpoLoss'],
	allowedImports: { gradus: [], my: ['verifier'] },
	trains: true,
	base: 'rlvr-base',
	presets: {
		small: {
			label: 'small: 50 steps of 16 groups of 16 samples',
			config: { ...BASE, groups: 16, size: 16, rate: 3e-4, beta: 0.05, clip: 0.2 },
			steps: 50,
			// 10 per weight and token: 2 to sample, 2 for the reference, 6 to learn.
			flops: 2.66e11,
			seconds: { wasm: 55 },
			target: { goal: 'at-least', value: 0.5, what: WHAT, counted: 'problems' },
		},
		tiny: {
			label: 'tiny: 40 steps of 6 groups of 12, for slow machines',
			config: { ...BASE, groups: 6, size: 12, rate: 3e-4, beta: 0.05, clip: 0.2, look: 48, pass: 12 },
			steps: 40,
			flops: 6e10,
			seconds: { wasm: 25 },
			target: { goal: 'at-least', value: 0.5, what: WHAT, counted: 'problems' },
		},
		own: {
			label: 'own: makes a base of your own first, then 50 steps',
			config: { ...BASE, groups: 16, size: 16, rate: 3e-4, beta: 0.05, clip: 0.2, own: 1 },
			steps: 50,
			// With about 800 steps of reading before.
			flops: 9e11,
			target: {
				goal: 'at-least',
				value: 0.25,
				what: 'gain over your own base in the share of hidden problems answered right',
				counted: 'problems',
			},
		},
	},
	checkpoints: [{ name: 'model', required: true }],
	charts: [
		{
			id: 'accuracy',
			title: 'Right answers',
			y: 'share of samples',
			series: [
				{ key: 'heldOut', label: 'problems never trained on' },
				{ key: 'sampled', label: 'this step’s samples' },
			],
			range: [0, 1],
			lines: [{ label: 'target', value: 0.5 }],
			about: 'One sample a problem at temperature 1: what the reward is paid for, on problems of the step and on others.',
		},
		{
			id: 'style',
			title: 'Which style, and how well',
			y: 'share',
			series: [
				{ key: 'style', label: 'samples that begin a scratchpad' },
				{ key: 'within', label: 'right ones among these' },
			],
			range: [0, 1],
			about: 'Accuracy is a product: how often the good style is chosen, and how well it is carried out. Watch which one moves.',
		},
		{
			id: 'kl',
			title: 'Distance from the base',
			y: 'KL in nats per token',
			series: [{ key: 'kl', label: 'your estimate' }],
			about: 'How far the policy has gone from the model that it started as, averaged over the tokens that it wrote.',
		},
		{
			id: 'length',
			title: 'Length',
			y: 'tokens per sample',
			series: [{ key: 'length', label: 'mean' }],
			about: 'Nobody pays for length. It grows because the style that is paid is the long one.',
		},
	],
	meanings: { sampled: 'paid', heldOut: 'worth', kl: 'kl', entropy: 'entropy', equal: 'equal-groups' },
	publicDiagnoses: [
		'not-started',
		'not-centred',
		'centred-on-batch',
		'spread-of-batch',
		'no-spread',
		'nan-in-equal-group',
		'kl-can-be-negative',
		'kl-wrong-size',
		'kl-reversed',
		'ratio-upside-down',
		'pushes-wrong-way',
		'no-clip',
		'clips-without-min',
		'takes-larger',
		'no-ratio',
		'sample-spread',
		'mask-ignored',
		'no-leash',
		'leash-rewarded',
		'divides-by-tokens',
		'divides-by-rows',
		'mean-of-samples',
		'not-divided',
		'wrong-loss',
	],
	wallMs: 15_000,
});
