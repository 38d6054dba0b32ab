/** Lab 3.1: the learner fits a scaling law to a family of small models, predicts the next size, and trains it; its weights are verified. */
import { almanacFloor } from '#data/tasks/almanac.ts';
import { defineLab } from '../define-lab.ts';
import { familyOf, stepsOf } from './plan.ts';

/** One layer that reads one name: of the last model, whose weights are kept. */
const NEXT = { layers: 1, width: 24, heads: 1, time: 1, vocabulary: 512, batch: 64, floor: almanacFloor() };
const SMALL = { ...NEXT, widths: 5, shortest: 100 };
const TINY = { ...NEXT, widths: 3, shortest: 50 };
const target = (value: number) => ({
	goal: 'at-most' as const,
	value,
	what: 'loss in nats per answer, on lines nobody has seen',
	counted: 'tokens' as const,
});

export const lab = defineLab({
	id: 'scaling-fit',
	version: 2,
	title: 'Predict the next size',
	lesson: '3.1',
	minutes: 60,
	difficulty: 3,
	skills: { core: 'scaling-laws', mundane: ['typescript'] },
	file: 'law.ts',
	exports: ['countWeights', 'misfit', 'fitLaw', 'intervalOfE'],
	allowedImports: { gradus: [], my: [] },
	trains: true,
	presets: {
		small: {
			label: 'small: fifteen runs, then one of 32,000 weights',
			config: SMALL,
			steps: stepsOf(familyOf(SMALL)) + 800,
			target: target(0.83),
			flops: 2.4e10,
			seconds: { wasm: 67 },
		},
		tiny: {
			label: 'tiny: nine short runs, for slow machines',
			config: TINY,
			steps: stepsOf(familyOf(TINY)) + 200,
			target: target(1),
			flops: 6.9e9,
			seconds: { wasm: 20 },
		},
	},
	charts: [
		{
			id: 'family',
			title: 'The small models, one after the other',
			y: 'training loss, nats per answer',
			series: [{ key: 'small', label: 'model in training' }],
			about: 'Each fall is one model of the family, from the first step to its last.',
		},
	],
	checkpoints: [{ name: 'model', required: true }],
	publicDiagnoses: [
		'non-embedding',
		'tied-head',
		'no-positions',
		'no-small-vectors',
		'wrong-count',
		'not-started',
		'no-floor',
		'ignores-weights',
		'ignores-tokens',
		'not-logarithms',
		'not-log',
		'sum-not-mean',
		'squares',
		'absolute',
		'jump',
		'one-sided',
		'wrong-misfit',
		'single-start',
		'last-start',
		'worst-start',
		'wrong-start',
		'starts-unused',
		'other-objective',
		'returns-logarithms',
		'wrong-law',
		'not-recovered',
		'not-resampled',
		'no-replacement',
		'wrong-sample',
		'same-sample',
		'other-chance',
		'wrong-draws',
		'not-sorted',
		'text-sort',
		'whole-range',
		'bell',
		'wrong-interval',
	],
});
