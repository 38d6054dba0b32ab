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
	const ofMe = ['', '/help', '/inbox', '/privacy', '/runs', '/stack'].map((part) => `/me${part}`);
	const asLearner = [
		'/',
		'/path',
		'/learn/1-gpt2/causal-attention',
		'/glossary',
		'/search?q=softmax',
		`/lab/${lab}`,
		...ofMe,
		`/recheck/${lab}`,
	];
	const ofCohort = [
		'roster',
		'deadlines',
		'progress',
		'gradebook',
		`gradebook/${learnerId}/${lab}`,
		'gradebook/settings',
		'gradebook/statistics',
		'help',
		'submissions',
		'similarity',
		'regrade',
		`learner/${learnerId}`,
		`learner/${learnerId}?lab=${lab}`,
		`submission/${submissionId}`,
	];
	const filesOfCohort = ['progress', 'gradebook.csv', 'submissions.csv'];
	return [
		{ name: '/ (guest)', path: '/', cookie: '' },
		...asLearner.map((path) => ({ name: path, path, cookie: learner })),
		...[`/api/labs/${lab}/workspace`, `/api/labs/${lab}/help`, '/api/me/export'].map((path) => ({ name: path, path, cookie: learner })),
		{ name: '/teach', path: '/teach', cookie: instructor },
		...ofCohort.map((part) => ({
			name: `/teach/<cohort>/${part.replace(/[0-9a-f-]{36}/, '<id>')}`,
			path: `/teach/${cohortId}/${part}`,
			cookie: instructor,
		})),
		...filesOfCohort.map((part) => ({
			name: `/api/teach/<cohort>/${part}`,
			path: `/api/teach/${cohortId}/${part}`,
			cookie: instructor,
		})),
		{ name: '/admin', path: '/admin', cookie: admin },
	];
}
