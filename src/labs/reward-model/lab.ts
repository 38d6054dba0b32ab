/** Lab 5.1: the learner writes the Bradley-Terry loss and a calibration table, and fits a reward model to a reader's choices. */
import { LABEL_FLOOR } from '#data/tasks/messages.ts';
import { defineLab } from '../define-lab.ts';

/** The same network for every preset; only the number of pairs differs. */
const config = (pairs: number) => ({ pairs, batch: 128, floor: LABEL_FLOOR });

export const lab = defineLab({
	id: 'reward-model',
	version: 1,
	title: 'A reward model',
	lesson: '5.1',
	minutes: 40,
	difficulty: 2,
	skills: { core: 'preference-modelling', mundane: ['typescript', 'tensor-shapes'] },
	file: 'reward.ts',
	exports: ['preferProbability', 'preferenceLoss', 'calibration'],
	allowedImports: { gradus: [], my: [] },
	trains: true,
	model: 'own',
	presets: {
		thousand: { label: '1,000 pairs', config: config(1_000), steps: 300 },
		hundred: { label: '100 pairs', config: config(100), steps: 300 },
		many: { label: '10,000 pairs', config: config(10_000), steps: 300 },
	},
	checkpoints: [],
	charts: [
		{
			id: 'accuracy',
			title: 'Pairs ordered as the labels say',
			y: 'share of pairs',
			series: [
				{ key: 'train', label: 'pairs it was fitted to' },
				{ key: 'visible', label: 'pairs it has not seen' },
				{ key: 'worth', label: 'not seen, by true worth' },
			],
			range: [0.4, 1],
			lines: [{ label: 'a coin', value: 0.5 }],
			about: 'Where the first curve leaves the second, the model learns these pairs and no longer the reader.',
		},
	],
	publicDiagnoses: [
		'not-started',
		'overflows',
		'not-mean',
		'depends-on-level',
		'wrong-way',
		'not-log-likelihood',
		'no-gradient',
		'not-a-probability',
		'probability-wrong-way',
		'not-logistic',
		'calibration-not-started',
		'last-bin-lost',
		'empty-bin-nan',
		'middle-of-bin',
		'share-of-all',
		'wrong-bins',
	],
});
