/** Over HTTP: the pages about submissions answer their own instructor, and read like pages that do not exist to everybody else; what only staff see reaches no learner. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { handleSubmissionForm } from '#server/submission-form.ts';
import { judge, makeCohort, verdictOf } from '../support/learning.ts';
import { startSite, type TestSite } from '../support/site.ts';

/** Of the grader, of a comment that was taken back, and of somebody else. */
const STAFF_ONLY = { checks: 'a1b2c3d4'.repeat(8), secret: 'id-of-the-secret', removed: 'REMOVED-REMARK', others: 'OTHERS_CODE' };
/** Learners read by what they were judged, too. */
const LAYER = 'layer-of-the-test';
const GRADER = { layer: LAYER, node: '24', isolatedVm: '6', tfjs: '4', checksHash: STAFF_ONLY.checks, secretId: STAFF_ONLY.secret };
const REJECTED = verdictOf('rejected', { diagnosis: 'no-mask', grader: GRADER });

let site: TestSite;
let addresses: string[];
let submission: string;
const people: Record<string, { id: string; cookie: string }> = {};

beforeAll(async () => {
	site = await startSite();
	for (const name of ['okafor', 'stranger']) people[name] = await site.person('instructor');
	for (const name of ['ada', 'bao']) people[name] = await site.person('learner');
	people['root'] = await site.person('admin');
	const cohort = await makeCohort(site.context, actorOf('okafor', 'instructor'), [actorOf('ada'), actorOf('bao')]);
	submission = await judge(site.context, actorOf('ada'), REJECTED, 'export const a = 1;');
	const other = await judge(site.context, actorOf('bao'), REJECTED, `export const ${STAFF_ONLY.others} = 2;`);
	addresses = [
		`/teach/${cohort}/submissions`,
		`/teach/${cohort}/submission/${submission}`,
		`/teach/${cohort}/submission/${other}`,
		`/teach/${cohort}/similarity`,
		`/teach/${cohort}/similarity/${submission}/${other}`,
		`/api/teach/${cohort}/submissions.csv`,
	];
	const form = new FormData();
	for (const [name, value] of Object.entries({ action: 'comment', line: '1', text: STAFF_ONLY.removed })) form.set(name, value);
	const scope = { cohortId: cohort, submissionId: submission };
	await handleSubmissionForm(site.context, actorOf('okafor', 'instructor'), scope, form);
	const [written] = await site.context.client.db.select().from(site.context.client.schema.comments);
	const removal = new FormData();
	removal.set('action', 'comment-remove');
	removal.set('comment', written?.id ?? '');
	await handleSubmissionForm(site.context, actorOf('okafor', 'instructor'), scope, removal);
	// Both verdicts of a changed one are kept, and both name their grader.
	const override = new FormData();
	for (const [name, value] of Object.entries({ action: 'override', outcome: 'accepted', reason: 'agreed in class' }))
		override.set(name, value);
	await handleSubmissionForm(site.context, actorOf('okafor', 'instructor'), scope, override);
}, 120_000);
afterAll(() => site?.stop());

function actorOf(name: string, role: Actor['role'] = 'learner'): Actor {
	return { id: people[name]?.id ?? '', username: name, displayName: name, role, isDemo: false };
}

const ask = (name: string, path: string) =>
	fetch(site.server.url + path, { headers: { cookie: people[name]?.cookie ?? '' }, redirect: 'manual' });

test('their own instructor gets every one of them', async () => {
	for (const path of addresses) expect([path, (await ask('okafor', path)).status]).toEqual([path, 200]);
	expect(await (await ask('okafor', addresses[1] ?? '')).text()).toContain(LAYER);
});

test.each(['stranger', 'root', 'ada', 'bao'])('%s gets none of them, and no answer says that there is anything', async (name) => {
	for (const path of addresses) {
		const response = await ask(name, path);
		// An API refuses a role before it looks for the object.
		const refused = path.startsWith('/api/') && (name === 'ada' || name === 'bao') ? 403 : 404;
		expect([path, response.status]).toEqual([path, refused]);
		const body = await response.text();
		for (const text of Object.values(STAFF_ONLY)) expect(body).not.toContain(text);
	}
});

test('evidence of NaN and infinity reads as such on the page of a submission, with the names of its axes', async () => {
	const difference = { index: [1, 0], axes: ['position', 'channel'], expected: 0.5, got: 'NaN' } as const;
	const firstDifference = { ...difference, index: [...difference.index], axes: [...difference.axes] };
	const head = { visibility: 'public', outcome: 'fail', points: 1, message: 'The output is NaN.' } as const;
	const before = { index: [2], expected: 1, got: Number.MAX_VALUE };
	const checks = [
		{ ...head, id: 'a', title: 'By hand', evidence: { label: 'The output at position 1', firstDifference } },
		{ ...head, id: 'b', title: 'Before', evidence: { label: 'The loss', firstDifference: before } },
	];
	const id = await judge(site.context, actorOf('bao'), verdictOf('rejected', { diagnosis: 'no-mask', checks }));
	const [list = ''] = addresses;
	const page = await (await ask('okafor', list.replace('submissions', `submission/${id}`))).text();

	expect(page).toContain('The output at position 1: first differs at position 1, channel 0, expected 0.5, got NaN.');
	expect(page).toContain('The loss: first differs at [2], expected 1, got NaN or Infinity.');
});

test('a submission of one cohort is not found through the address of another', async () => {
	const own = await makeCohort(site.context, actorOf('stranger', 'instructor'), []);
	for (const path of addresses.filter((each) => each.includes(submission)))
		expect((await ask('stranger', path.replace(/\/teach\/[^/]+/, `/teach/${own}`))).status).toBe(404);
});

test('what a learner gets of their submission holds nothing that is for staff', async () => {
	const paths = [
		...[`/api/submissions/${submission}`, `/api/submissions/${submission}/events`, '/api/labs/causal-attention/comments'],
		...['/api/labs/causal-attention/workspace', '/api/me/export', '/api/me/export.csv', '/me', '/me/help', '/lab/causal-attention'],
	];
	for (const path of paths) {
		const response = await ask('ada', path);
		const body = await response.text();
		expect([path, response.status]).toEqual([path, 200]);
		for (const text of Object.values(STAFF_ONLY)) expect([path, body.includes(text)]).toEqual([path, false]);
	}
});
