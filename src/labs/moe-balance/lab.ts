/** Lab 3.4: the learner measures load, writes two ways to even it out, and sees a collapsed router with and without them. */
import { defineLab } from '../define-lab.ts';

/** A table of 1,024 facts and a model that needs its experts for it. */
const MODEL = { layers: 1, width: 32, heads: 2, time: 2, subjects: 32, relations: 32, values: 32, experts: 8, hidden: 32, choices: 1 };
const TRAINING = { batch: 128, peak: 0.01, lossWeight: 0.02, rate: 0.005 };

const SERIES = [
	{ key: 'none', label: 'nothing' },
	{ key: 'loss', label: 'auxiliary loss' },
	{ key: 'bias', label: 'bias' },
];

export const lab = defineLab({
	id: 'moe-balance',
	version: 1,
	title: 'Balance',
	lesson: '3.4',
	minutes: 45,
	difficulty: 3,
	skills: { core: 'load-balance', mundane: ['typescript', 'tensor-shapes'] },
	file: 'balance.ts',
	exports: ['loadOf', 'balanceLoss', 'routeWithBias', 'nextBias'],
	allowedImports: { gradus: ['topIndices', 'oneHot', 'Routing'], my: ['moe-router'] },
	trains: true,
	presets: {
		hot: {
			label: 'hot start: two experts begin ahead of the others',
			config: { ...MODEL, ...TRAINING, hotFirst: 3, hotSecond: 2 },
			steps: 400,
		},
		even: {
			label: 'even start: the same without the push',
			config: { ...MODEL, ...TRAINING, hotFirst: 0, hotSecond: 0 },
			steps: 400,
		},
	},
	checkpoints: [],
	model: 'own',
	charts: [
		{
			id: 'experts',
			title: 'Experts at work',
			y: 'effective experts',
			series: SERIES.map(({ key, label }) => ({ key: `${key}Experts`, label })),
			range: [0, 8],
			lines: [{ label: 'all', value: 8 }],
			about: 'How many equally busy experts would be as uneven: 8 when all share the work, 1 when one does it all.',
		},
		{
			id: 'recall',
			title: 'Facts recalled',
			y: 'share of facts',
			series: SERIES.map(({ key, label }) => ({ key: `${key}Recall`, label })),
			range: [0, 1],
			about: 'Experts that never work hold nothing: what a collapse costs, and what each cure brings back.',
		},
	],
	publicDiagnoses: [
		'not-started',
		'counts-not-shares',
		'share-of-tokens',
		'first-choice-load',
		'wrong-load',
		'loss-not-scaled',
		'loss-of-load',
		'loss-of-probabilities',
		'loss-not-started',
		'no-loss-gradient',
		'wrong-loss',
		'weights-not-started',
		'bias-in-gate',
		'bias-unused',
		'bias-on-logits',
		'wrong-weights',
		'no-gate-gradient',
		'bias-not-started',
		'wrong-direction',
		'proportional-step',
		'even-share-moves',
		'compared-with-zero',
		'bias-replaced',
		'wrong-bias',
	],
});
