/** Lab 2.7: the learner gives a GPT-2 block its modern switches, measures each change over seeds, and trains the modern model; its weights are verified. */
import { floorPerToken } from '#data/storyland/entropy.ts';
import { defineLab } from '../define-lab.ts';

/** Exact entropy per token of windows of 48 tokens, of which 47 are predicted. */
const FLOOR = floorPerToken(47);
/** RMSNorm, no biases, RoPE, SwiGLU and half as many key-value heads. */
const MODERN = { rms: 1, biases: 0, rope: 1, swiglu: 1, time: 48, floor: FLOOR };

export const lab = defineLab({
	id: 'modernise',
	version: 1,
	title: 'Convert one into the other',
	lesson: '2.7',
	minutes: 75,
	difficulty: 4,
	skills: { core: 'ablation', mundane: ['typescript', 'tensor-shapes'] },
	file: 'block.ts',
	exports: ['block', 'effect'],
	allowedImports: { gradus: ['causalAttentionHeads', 'gelu', 'layerNorm', 'linear', 'rmsNorm', 'swiglu'], my: ['rope'] },
	project: true,
	trains: true,
	presets: {
		small: {
			label: 'small: a ladder of seven models, then the modern one',
			config: { ...MODERN, layers: 2, width: 48, heads: 4, kvHeads: 2, batch: 16, seeds: 3, ladder: 100 },
			steps: 7 * 3 * 100 + 300,
			targetMargin: 0.1,
			flops: 1.8e11,
			seconds: { wasm: 98 },
		},
		tiny: {
			label: 'tiny: two seeds, for slow machines',
			config: { ...MODERN, layers: 1, width: 32, heads: 4, kvHeads: 2, batch: 8, seeds: 2, ladder: 40 },
			steps: 7 * 2 * 40 + 160,
			targetMargin: 0.5,
			flops: 3.2e10,
			seconds: { wasm: 25 },
		},
	},
	charts: [
		{
			id: 'rungs',
			title: 'The rungs, one after the other',
			y: 'training loss, nats per token',
			series: [{ key: 'small', label: 'model in training' }],
			about: 'Each fall is one rung of the ladder with one seed.',
		},
	],
	checkpoints: [{ name: 'model', required: true }],
	model: 'own',
	publicDiagnoses: [
		'gpt2-changed',
		'norm-ignored',
		'one-norm-only',
		'rms-with-shift',
		'norm-wrong',
		'order-invisible',
		'always-turned',
		'values-turned',
		'gate-ignored',
		'gate-and-up-swapped',
		'kv-heads-tiled',
		'kv-heads-wrong',
		'no-residual',
		'no-gradient',
		'wrong-block',
		'first-seed-only',
		'not-paired',
		'population-deviation',
		'deviation-not-error',
		'normal-not-t',
		'more-is-better',
		'mean-decides',
		'wrong-effect',
	],
});
