/**
 * The one table of every route and method with what it takes to use it. What is not listed is refused.
 * It decides about roles; whose object it is, the use-case decides, and answers 404 for somebody else's.
 */
import type { Action } from './can.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
export type RouteRules = Readonly<Partial<Record<Method, Action>>>;

const READ = { GET: 'visit' } as const;
/** A page with a form that anybody may send. */
const OPEN_FORM = { GET: 'visit', POST: 'visit' } as const;
const OWN_FORM = { GET: 'learn', POST: 'learn' } as const;
const TEACH_FORM = { GET: 'teach', POST: 'teach' } as const;

export const ROUTES: Readonly<Record<string, RouteRules>> = {
	'/': READ,
	'/404': READ,
	'/500': READ,
	'/accessibility': READ,
	'/path': READ,
	'/glossary': READ,
	'/search': READ,
	'/learn': READ,
	'/learn/[module]/[lesson]': OPEN_FORM,
	'/lab/[id]': READ,
	'/lab-worker.js': READ,
	// Whoever has the link: what it leads to names nobody, and can be taken back.
	'/runs/[id]': READ,
	'/runs/[id]/weights': READ,
	'/recheck/[id]': OWN_FORM,
	'/recheck/[id]/sitting': { GET: 'learn' },
	'/login': OPEN_FORM,
	'/signup': OPEN_FORM,
	'/logout': { GET: 'visit', POST: 'visit' },
	'/join': OWN_FORM,
	'/join/[token]': OPEN_FORM,
	'/reset/[token]': OPEN_FORM,
	'/invite/[token]': OPEN_FORM,
	'/me': OWN_FORM,
	'/me/help': OWN_FORM,
	'/me/inbox': OWN_FORM,
	'/me/privacy': OWN_FORM,
	'/me/runs': OWN_FORM,
	// Of a guest: what the library lends.
	'/me/stack': READ,
	// Whoever holds the secret address: a reader elsewhere has no session.
	'/feed/[token].xml': READ,
	'/admin': { GET: 'administer', POST: 'administer' },
	'/teach': TEACH_FORM,
	'/teach/[cohort]/progress': TEACH_FORM,
	'/teach/[cohort]/gradebook': { GET: 'teach' },
	'/teach/[cohort]/gradebook/settings': TEACH_FORM,
	'/teach/[cohort]/gradebook/statistics': { GET: 'teach' },
	'/teach/[cohort]/gradebook/[learner]/[lab]': TEACH_FORM,
	'/teach/[cohort]/roster': TEACH_FORM,
	'/teach/[cohort]/submissions': { GET: 'teach' },
	'/teach/[cohort]/submission/[id]': TEACH_FORM,
	'/teach/[cohort]/similarity': { GET: 'teach' },
	'/teach/[cohort]/similarity/[a]/[b]': { GET: 'teach' },
	'/teach/[cohort]/regrade': TEACH_FORM,
	'/teach/[cohort]/regrade/[id]': TEACH_FORM,
	'/teach/[cohort]/deadlines': TEACH_FORM,
	'/teach/[cohort]/help': TEACH_FORM,
	'/teach/[cohort]/learner/[id]': TEACH_FORM,
	// The form begins it, which the audit log tells; reading it writes nothing.
	'/teach/[cohort]/learner/[id]/preview': TEACH_FORM,
	'/api/runs': { POST: 'learn' },
	'/api/editor-types/[name]': READ,
	'/api/labs/[id]/workspace': READ,
	'/api/labs/[id]/bundle.js': READ,
	'/api/labs/[id]/draft': { GET: 'learn', PUT: 'learn' },
	'/api/labs/[id]/drafts': { GET: 'learn' },
	'/api/labs/[id]/help': READ,
	'/api/labs/[id]/help/[rung]': { POST: 'learn' },
	'/api/labs/[id]/help/4/parsons': { POST: 'learn' },
	'/api/labs/[id]/help/5/why': { POST: 'learn' },
	'/api/labs/[id]/comments': { GET: 'learn' },
	'/api/labs/[id]/park': { POST: 'learn' },
	'/api/labs/[id]/ask': { POST: 'learn' },
	'/api/labs/[id]/prerequisites': { GET: 'learn' },
	// Of a guest: what is never rationed.
	'/api/labs/[id]/automation': { GET: 'visit', POST: 'learn' },
	'/api/labs/[id]/completion': { POST: 'learn' },
	'/api/labs/[id]/tutor': { GET: 'visit', POST: 'learn', DELETE: 'learn' },
	'/api/labs/[id]/tutor/[turn]': { DELETE: 'learn' },
	'/api/labs/[id]/practice': { POST: 'learn' },
	'/api/labs/[id]/active': { POST: 'learn' },
	'/api/labs/[id]/paste': { POST: 'learn' },
	'/api/rechecks/[id]/workspace': { GET: 'learn' },
	'/api/rechecks/[id]/bundle.js': { GET: 'learn' },
	'/api/rechecks/[id]/draft': { PUT: 'learn' },
	'/api/rechecks/[id]/drafts': { GET: 'learn' },
	'/api/rechecks/[id]/help': { GET: 'learn' },
	'/api/rechecks/[id]/help/[rung]': { POST: 'learn' },
	'/api/rechecks/[id]/active': { POST: 'learn' },
	'/api/rechecks/[id]/paste': { POST: 'learn' },
	'/api/rechecks/[id]/leave': { POST: 'learn' },
	'/api/rechecks/[id]/answer': { POST: 'learn' },
	'/api/checkpoints/[sha256]': { PUT: 'learn' },
	'/api/submissions': { POST: 'learn' },
	'/api/submissions/[id]': { GET: 'learn' },
	'/api/submissions/[id]/events': { GET: 'learn' },
	'/api/predictions': { POST: 'visit' },
	'/api/teach/[cohort]/experiments/[id]': { GET: 'teach' },
	'/api/teach/[cohort]/regrades/[id]': { GET: 'teach' },
	'/api/teach/[cohort]/gradebook.csv': { GET: 'teach' },
	'/api/teach/[cohort]/links.csv': { GET: 'teach' },
	'/api/teach/[cohort]/submissions.csv': { GET: 'teach' },
	'/api/me/comments': { POST: 'learn' },
	'/api/me/help': { POST: 'learn' },
	'/api/me/export': { GET: 'learn' },
	'/api/me/export.csv': { GET: 'learn' },
	'/healthz': READ,
	'/readyz': READ,
	// Its own check follows: loopback or the metrics token.
	'/metrics': READ,
};

/** Undefined: no such route, or not with this method. HEAD is GET without a body. */
export function ruleOf(pattern: string, method: string): Action | undefined {
	const rules = Object.hasOwn(ROUTES, pattern) ? ROUTES[pattern] : undefined;
	const name = method === 'HEAD' ? 'GET' : method;
	return name === 'GET' || name === 'POST' || name === 'PUT' || name === 'DELETE' ? rules?.[name] : undefined;
}
