/** Lab 7.2, first half: the learner counts votes over samples of the shipped reasoner and says what they cost. Nothing is trained. */
import { defineLab } from '../define-lab.ts';
import { NUMBERS } from './numbers.ts';

const REASONER = { layers: 2, width: 64, heads: 4, time: 46, vocabulary: 18, most: 8, largest: 5 };

export const lab = defineLab({
	id: 'self-consistency',
	version: 2,
	title: 'Ask more than once',
	lesson: '7.2',
	minutes: 35,
	difficulty: 2,
	skills: { core: 'inference-scaling', mundane: ['typescript'] },
	file: 'votes.ts',
	exports: ['majority', 'majorityAtK', 'bestOfN', 'queryCost', 'ownPlan'],
	allowedImports: { gradus: [], my: ['verifier'] },
	trains: true,
	base: 'reasoner-base',
	presets: {
		measure: {
			label: 'measure: 64 questions, 32 samples each',
			config: { ...REASONER, problems: 64, samples: 32, temperature: 2 },
			steps: 8,
		},
		quick: {
			label: 'quick: 32 questions, 16 samples each, for slow machines',
			config: { ...REASONER, problems: 32, samples: 16, temperature: 2 },
			steps: 4,
		},
	},
	checkpoints: [],
	perLearner: NUMBERS,
	publicDiagnoses: [
		'first-answer',
		'null-votes',
		'zero-lost',
		'last-of-equals',
		'smallest-of-equals',
		'mean-answer',
		'wrong-majority',
		'one-group',
		'leftover-votes',
		'overlapping',
		'share-right',
		'any-right',
		'divided-by-samples',
		'wrong-vote',
		'first-reply',
		'lowest-reward',
		'last-best',
		'wrong-best',
		'one-sample',
		'training-flops',
		'multiply-add-once',
		'price-per-token',
		'wrong-cost',
		'other-numbers',
		'over-budget',
		'unspent-budget',
		'wrong-plan',
	],
});
