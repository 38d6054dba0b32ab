/** Lab 4.2: the learner writes template, packing, sight and loss of supervised fine-tuning; the answers of the tuned weights are verified on hidden questions. */
import { INSTRUCTION_VOCABULARY } from '#data/tasks/instructions.ts';
import { defineLab } from '../define-lab.ts';

const config = { layers: 2, width: 48, heads: 4, time: 48, vocabulary: INSTRUCTION_VOCABULARY, batch: 16 };
const target = { goal: 'at-least', value: 0.9, what: 'share of hidden questions answered right', counted: 'problems' } as const;

export const lab = defineLab({
	id: 'sft',
	version: 1,
	title: 'From documents to answers',
	lesson: '4.2',
	minutes: 70,
	difficulty: 4,
	skills: { core: 'sft-masking', mundane: ['typescript', 'tensor-shapes'] },
	file: 'sft.ts',
	exports: ['render', 'pack', 'mayAttend', 'sftLoss'],
	allowedImports: { gradus: [], my: [] },
	trains: true,
	base: 'sft-base',
	presets: {
		small: { label: 'small: 60 steps of 16 rows', config, steps: 60, target, flops: 1.7e10, seconds: { wasm: 9 } },
		tiny: { label: 'tiny: 60 steps of 6 rows', config: { ...config, batch: 6 }, steps: 60, target, flops: 6.5e9, seconds: { wasm: 6 } },
	},
	checkpoints: [{ name: 'model', required: true }],
	charts: [
		{
			id: 'answers',
			title: 'Questions answered right',
			y: 'share of visible questions',
			series: [{ key: 'right', label: 'all of the answer, and its end' }],
			range: [0, 1],
			lines: [{ label: 'target', value: 0.9 }],
			about: 'The base begins at 0: it can do the tasks and has never seen where an answer goes.',
		},
	],
	publicDiagnoses: [
		'not-started',
		'learns-everything',
		'end-not-learned',
		'learns-the-mark',
		'only-last-answer',
		'no-end',
		'no-assistant-mark',
		'wrong-template',
		'pack-not-started',
		'positions-run-on',
		'one-segment',
		'segments-run-on',
		'one-text-a-row',
		'cut-texts',
		'not-filled',
		'wrong-rows',
		'sight-not-started',
		'reads-other-texts',
		'reads-the-future',
		'not-itself',
		'only-itself',
		'wrong-sight',
		'loss-not-started',
		'questions-count',
		'mean-over-all',
		'mask-not-shifted',
		'targets-not-shifted',
		'not-a-mean',
		'mean-of-rows',
		'wrong-loss',
	],
});
