/** Every kind of page, with who asks for it. */
import { labs } from '#labs/index.ts';
import type { People } from './people.ts';

export interface Page {
	readonly name: string;
	readonly path: string;
	readonly cookie: string;
}

export function pagesOf(people: People): Page[] {
	const { runId, admin, instructor, learners } = people;
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
	return [
		{ name: '/ (guest)', path: '/', cookie: '' },
		{ name: '/runs/<id> (guest)', path: `/runs/${runId}`, cookie: '' },
		...asLearner.map((path) => ({ name: path, path, cookie: learner })),
		...[`/api/labs/${lab}/workspace`, `/api/labs/${lab}/help`, '/api/me/export'].map((path) => ({ name: path, path, cookie: learner })),
		{ name: '/teach', path: '/teach', cookie: instructor },
		...pagesOfCohort(people),
		{ name: '/admin', path: '/admin', cookie: admin },
	];
}

/** What its instructor opens and saves. */
export function pagesOfCohort({ cohortId, learnerId, submissionId, pair, regradeId, instructor }: People): Page[] {
	const lab = labs[1]?.id ?? '';
	const pages = [
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
		`similarity/${pair.join('/')}`,
		'regrade',
		`regrade/${regradeId}`,
		`learner/${learnerId}`,
		`learner/${learnerId}?lab=${lab}`,
		...['home', 'path', 'work'].map((view) => `learner/${learnerId}/preview?view=${view}`),
		`submission/${submissionId}`,
	].map((part) => `/teach/${cohortId}/${part}`);
	const files = ['gradebook.csv', 'submissions.csv', 'links.csv', `regrades/${regradeId}`].map((part) => `/api/teach/${cohortId}/${part}`);
	return [...pages, ...files].map((path) => ({
		name: path.replace(cohortId, '<cohort>').replaceAll(/[0-9a-f-]{36}/g, '<id>'),
		path,
		cookie: instructor,
	}));
}
