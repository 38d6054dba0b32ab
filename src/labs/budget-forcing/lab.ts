/** Lab 7.2, second half: the learner ends the thoughts of the shipped reasoner when their budget is spent. Nothing is trained. */
import { defineLab } from '../define-lab.ts';

const REASONER = { layers: 2, width: 64, heads: 4, time: 46, vocabulary: 18, most: 8, largest: 5 };

export const lab = defineLab({
	id: 'budget-forcing',
	version: 1,
	title: 'A budget for thinking',
	lesson: '7.2',
	minutes: 30,
	difficulty: 2,
	skills: { core: 'inference-scaling', mundane: ['typescript'] },
	file: 'budget.ts',
	exports: ['force', 'predictAccuracy', 'cheapestBudget'],
	allowedImports: { gradus: [], my: [] },
	trains: true,
	base: 'reasoner-base',
	presets: {
		measure: { label: 'measure: 128 problems of each mix, budgets 0 to 8', config: { ...REASONER, problems: 128 }, steps: 9 },
		quick: { label: 'quick: 64 problems of each mix, for slow machines', config: { ...REASONER, problems: 64 }, steps: 9 },
	},
	checkpoints: [],
	publicDiagnoses: [
		'not-started',
		'no-mark',
		'two-marks',
		'tokens-not-steps',
		'half-step',
		'ignores-budget',
		'one-step-more',
		'keeps-answer',
		'wrong-force',
		'exact-fit-fails',
		'no-guess',
		'guess-for-all',
		'share-of-steps',
		'wrong-prediction',
		'first-in-list',
		'best-accuracy',
		'ignores-goal',
		'strictly-above',
		'wrong-choice',
	],
});
