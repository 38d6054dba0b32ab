/** Every kind of page, with who asks for it. */
import { labs } from '#labs/index.ts';
import type { People } from './people.ts';

export interface Page {
	readonly name: string;
	readonly path: string;
	readonly cookie: string;
}

export function pagesOf({ cohortId, learnerId, submissionId, instructor, admin, learners }: People): Page[] {
	const [learner = ''] = learners;
	const lab = labs[1]?.id ?? '';
	const asLearner = ['/', '/path', '/search?q=softmax', `/lab/${lab}`, '/me', '/me/help', '/me/privacy', '/me/stack', `/recheck/${lab}`];
	const ofCohort = [
		'progress',
		'gradebook',
		'gradebook/statistics',
		'help',
		'submissions',
		'similarity',
		'regrade',
		`learner/${learnerId}`,
		`submission/${submissionId}`,
	];
	return [
		{ name: '/ (guest)', path: '/', cookie: '' },
		...asLearner.map((path) => ({ name: path, path, cookie: learner })),
		...[`/api/labs/${lab}/workspace`, `/api/labs/${lab}/help`, '/api/me/export'].map((path) => ({ name: path, path, cookie: learner })),
		{ name: '/teach', path: '/teach', cookie: instructor },
		...ofCohort.map((part) => ({
			name: `/teach/<cohort>/${part.replace(/\/[0-9a-f-]{36}$/, '')}`,
			path: `/teach/${cohortId}/${part}`,
			cookie: instructor,
		})),
		{ name: '/admin', path: '/admin', cookie: admin },
	];
}
