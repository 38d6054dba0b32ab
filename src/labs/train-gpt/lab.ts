/** Lab 1.6: the learner writes the loss and the optimiser of a small GPT, trains it, and its weights are verified on hidden text. */
import { defineLab } from '../define-lab.ts';

export const lab = defineLab({
	id: 'train-gpt',
	version: 1,
	title: 'Train GPT-2, small',
	lesson: '1.6',
	minutes: 75,
	difficulty: 3,
	skills: { core: 'training-loop', mundane: ['typescript', 'tensor-shapes'] },
	file: 'train.ts',
	exports: ['loss', 'decays', 'learningRate', 'adamwStep'],
	allowedImports: { gradus: ['gelu', 'layerNorm', 'linear'], my: ['causal-attention'] },
	trains: true,
	presets: {
		small: {
			label: 'small: two layers',
			config: { layers: 2, width: 48, heads: 4, time: 48, batch: 16, peak: 0.004, warmup: 20 },
			steps: 350,
			targetMargin: 0.15,
		},
		tiny: {
			label: 'tiny: one layer, for slow machines',
			config: { layers: 1, width: 32, heads: 2, time: 48, batch: 8, peak: 0.006, warmup: 10 },
			steps: 120,
			targetMargin: 0.6,
		},
	},
	checkpoints: [{ name: 'model', required: true }],
	panels: ['loss', 'attention', 'samples'],
	publicDiagnoses: [],
	wallMs: 20_000,
	unlocks: [],
});
