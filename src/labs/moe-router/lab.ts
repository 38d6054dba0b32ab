/** Lab 3.3: the learner writes a router and the way to its experts and back, and sees tokens choose while a small mixture trains on Storyland. */
import { floorPerToken } from '#data/storyland/entropy.ts';
import { defineLab } from '../define-lab.ts';

/** Exact entropy per token of windows of 32 tokens, of which 31 are predicted. */
const FLOOR = floorPerToken(31);

export const lab = defineLab({
	id: 'moe-router',
	version: 2,
	title: 'A router and its experts',
	lesson: '3.3',
	minutes: 60,
	difficulty: 4,
	skills: { core: 'moe-routing', mundane: ['typescript', 'tensor-shapes'] },
	file: 'moe.ts',
	exports: ['route', 'moe'],
	allowedImports: { gradus: ['topIndices', 'oneHot', 'Routing', 'ExpertBank'], my: [] },
	trains: true,
	presets: {
		tiny: {
			label: 'tiny: four experts, two for each token',
			config: { layers: 1, width: 32, heads: 2, time: 32, batch: 8, experts: 4, hidden: 64, choices: 2, seats: 1.25, floor: FLOOR },
			steps: 200,
		},
		long: {
			label: 'longer: eight experts, two for each token',
			config: { layers: 1, width: 32, heads: 2, time: 32, batch: 16, experts: 8, hidden: 64, choices: 2, seats: 1.25, floor: FLOOR },
			steps: 400,
		},
	},
	checkpoints: [],
	model: 'own',
	charts: [
		{
			id: 'seats',
			title: 'Choices without a seat',
			y: 'share of choices',
			series: [{ key: 'late', label: 'came too late' }],
			range: [0, 1],
			about: 'A choice that finds no seat adds nothing; the token keeps what it had.',
		},
	],
	publicDiagnoses: [
		'not-started',
		'wrong-experts',
		'softmax-over-chosen',
		'raw-logits',
		'weights-in-expert-order',
		'wrong-softmax-axis',
		'no-gate-gradient',
		'wrong-seats',
		'seat-shared',
		'seat-off-by-one',
		'overflow-shares-seat',
		'wrong-order',
		'weights-unused',
		'first-choice-only',
		'wrong-mixture',
		'no-mixture-gradient',
		'too-much-work',
		'uncounted-work',
		'wrong-guests',
	],
});
