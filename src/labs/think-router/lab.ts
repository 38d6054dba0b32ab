/** Lab 7.4: the learner decides, question by question, whether the shipped reasoner thinks. Nothing is trained. */
import { defineLab } from '../define-lab.ts';

const REASONER = { layers: 2, width: 64, heads: 4, time: 46, vocabulary: 18, most: 8, largest: 5 };

export const lab = defineLab({
	id: 'think-router',
	version: 1,
	title: 'To think or not to think',
	lesson: '7.4',
	minutes: 35,
	difficulty: 2,
	skills: { core: 'think-routing', mundane: ['typescript'] },
	file: 'router.ts',
	exports: ['confidence', 'route', 'coinAccuracy'],
	allowedImports: { gradus: [], my: [] },
	trains: true,
	base: 'reasoner-base',
	presets: {
		measure: { label: 'measure: 512 questions, half of them easy', config: { ...REASONER, problems: 512 }, steps: 8 },
		quick: { label: 'quick: 128 questions, for slow machines', config: { ...REASONER, problems: 128 }, steps: 4 },
	},
	checkpoints: [],
	publicDiagnoses: [
		'raw-logit',
		'too-large-for-exp',
		'margin',
		'wrong-confidence',
		'fixed-threshold',
		'most-sure-first',
		'in-order',
		'over-budget',
		'forgets-direct',
		'thinks-instead',
		'wrong-route',
		'always-the-mean',
		'wrong-way-round',
		'share-of-always',
		'not-clipped',
		'wrong-coin',
	],
});
