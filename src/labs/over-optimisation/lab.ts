/** Lab 5.3: the learner writes the policy gradient with its leash, and decides how far to go; the true worth of what the policy then writes is verified. */
import { defineLab } from '../define-lab.ts';

const config = { layers: 1, width: 32, heads: 2, time: 11, vocabulary: 24, pairs: 1_000, batch: 128, rate: 0.001 };
const target = { goal: 'at-least', value: 2, what: 'true worth of a message, on average', counted: 'problems' } as const;

export const lab = defineLab({
	id: 'over-optimisation',
	version: 1,
	title: 'The proxy rises, the truth turns',
	lesson: '5.3',
	minutes: 60,
	difficulty: 4,
	skills: { core: 'over-optimisation', mundane: ['typescript', 'tensor-shapes'] },
	file: 'policy.ts',
	exports: ['wordKl', 'policyLoss', 'plan'],
	allowedImports: { gradus: [], my: ['reward-model'] },
	trains: true,
	presets: {
		small: { label: 'small: 200 steps of 128 messages', config, steps: 200, target, flops: 3.6e10, seconds: { wasm: 32 } },
		tiny: {
			label: 'tiny: 100 steps of 48 messages',
			config: { ...config, batch: 48 },
			steps: 100,
			target,
			flops: 6.8e9,
			seconds: { wasm: 19 },
		},
	},
	checkpoints: [{ name: 'model', required: true }],
	charts: [
		{
			id: 'rewards',
			title: 'What it is paid, and what it is worth',
			y: 'reward',
			series: [
				{ key: 'reward', label: 'reward model (what it is trained on)' },
				{ key: 'worth', label: 'true worth (never used)' },
			],
			lines: [{ label: 'target', value: 2 }],
			about: 'The first curve is all that a lab would see. Look for the step at which the second turns.',
		},
		{
			id: 'drift',
			title: 'How far it has gone',
			y: 'KL from the base, nats a message',
			series: [{ key: 'kl', label: 'your estimate' }],
			about: 'The leash works on this number, and your plan stops the run by it.',
		},
	],
	meanings: { reward: 'paid', worth: 'worth' },
	publicDiagnoses: [
		'not-started',
		'pushes-away',
		'no-baseline',
		'scaled-by-spread',
		'mean-of-words',
		'sum-of-batch',
		'words-differ',
		'no-leash',
		'leash-turned-round',
		'leash-in-the-gradient',
		'leash-as-a-term',
		'leash-of-one-word',
		'wrong-push',
		'kl-not-started',
		'kl-can-be-negative',
		'kl-half-square',
		'kl-other-way',
		'kl-shifted',
		'kl-wrong',
		'no-plan',
	],
});
