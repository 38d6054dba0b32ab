/** Lab 6.1: the learner cheats a reward that looks fair, then writes one that pays for right answers alone. */
import { defineLab } from '../define-lab.ts';

export const lab = defineLab({
	id: 'verifier',
	version: 1,
	title: 'A reward you can check',
	lesson: '6.1',
	minutes: 35,
	difficulty: 2,
	skills: { core: 'verifier-design', mundane: ['typescript'] },
	file: 'verifier.ts',
	exports: ['exploit', 'parseAnswer', 'verify'],
	allowedImports: { gradus: [], my: [] },
	trains: false,
	presets: {},
	checkpoints: [],
	publicDiagnoses: [
		'exploit-unpaid',
		'exploit-too-long',
		'exploit-still-pays',
		'right-answer-unpaid',
		'wrong-answer-paid',
		'text-not-number',
		'unfinished-counts',
		'tail-ignored',
		'several-answers',
		'coerces-text',
		'empty-is-zero',
		'not-one-or-zero',
		'pays-in-part',
	],
});
