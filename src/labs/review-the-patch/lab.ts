/** Lab 8.1: the learner reviews a patch that passes its own tests, finds three planted defects, says where they are and repairs them. */
import { defineLab } from '../define-lab.ts';

export const lab = defineLab({
	id: 'review-the-patch',
	version: 1,
	title: 'Review the patch',
	lesson: '8.1',
	minutes: 40,
	difficulty: 3,
	skills: { core: 'code-review', mundane: ['typescript', 'tensor-shapes'] },
	file: 'patch.ts',
	exports: ['splitDocuments', 'meanGradient', 'shouldStop', 'clipByNorm', 'warmUp', 'findings'],
	allowedImports: { gradus: [], my: [] },
	trains: false,
	presets: {},
	checkpoints: [],
	publicDiagnoses: ['no-findings', 'too-many-findings', 'not-a-line', 'broke-clip', 'broke-warm-up', 'own-tests-fail'],
});
