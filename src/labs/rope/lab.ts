/** Lab 2.3: the learner turns queries and keys by their position, and sees a GPT that knows positions from that alone read beyond what it trained on. */
import { NATS_PER_TOKEN } from '#data/storyland/entropy.ts';
import { defineLab } from '../define-lab.ts';

/** `trained`: tokens of a training window; `time`: of the text that is read afterwards. */
const SIZES = { trained: 32, time: 128, batch: 16, base: 10_000, floor: NATS_PER_TOKEN };

export const lab = defineLab({
	id: 'rope',
	version: 1,
	title: 'RoPE',
	lesson: '2.3',
	minutes: 45,
	difficulty: 2,
	skills: { core: 'positions', mundane: ['typescript', 'tensor-shapes', 'tfjs-api'] },
	file: 'rope.ts',
	exports: ['rope', 'ropeAttention'],
	allowedImports: { gradus: [], my: ['causal-attention'] },
	trains: true,
	presets: {
		small: { label: 'small: two models of two layers, width 32', config: { layers: 2, width: 32, heads: 4, ...SIZES }, steps: 400 },
		tiny: { label: 'tiny: two models of one layer', config: { layers: 1, width: 32, heads: 2, ...SIZES, batch: 8 }, steps: 120 },
	},
	checkpoints: [],
	model: 'own',
	charts: [
		{
			id: 'positions',
			title: 'Held-out loss inside the trained length',
			y: 'nats per token',
			series: [
				{ key: 'rope', label: 'your rotation' },
				{ key: 'learned', label: 'learned positions' },
			],
			lines: [{ label: 'floor of Storyland', value: Number(NATS_PER_TOKEN.toFixed(4)) }],
			about: 'Both models see the same windows and begin with the same weights; only how they know positions differs.',
		},
		{
			id: 'beyond',
			title: 'Held-out loss beyond the trained length',
			y: 'nats per token',
			series: [
				{ key: 'ropeBeyond', label: 'your rotation' },
				{ key: 'learnedBeyond', label: 'learned positions' },
			],
			about: 'The mean over the positions that no training window reached.',
		},
	],
	publicDiagnoses: [
		'not-started',
		'interleaved',
		'wrong-pairs',
		'not-a-rotation',
		'turns-backwards',
		'one-speed',
		'base-ignored',
		'speeds-grow',
		'exponent-not-shared',
		'exponent-without-two',
		'degrees',
		'starts-at-one',
		'depends-on-length',
		'offset-ignored',
		'wrong-angles',
		'rank-two-only',
		'attention-not-turned',
		'one-side-turned',
		'values-turned',
		'no-gradient',
	],
});
