/** Every page and file of a cohort in the built site: with pseudonyms none but its roster holds a name or a username of a learner. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginPreview } from '#server/preview-learner.ts';
import { ROUTES } from '#server/routes.ts';
import { setPseudonyms } from '#server/set-pseudonyms.ts';
import { makeNamedCohort, type NamedCohort, pathsOf } from '../support/named-cohort.ts';
import { startSite, type TestSite } from '../support/site.ts';

/** Whose pseudonym is which stands there. The file of links is about those who are not in yet. */
const ROSTER = '/teach/[cohort]/roster';
/** No page, and it needs an experiment, whose file has pseudonyms of its own (tests/db/teach-help.test.ts). */
const ELSEWHERE = ['/api/teach/[cohort]/experiments/[id]'];

let site: TestSite;
let cohort: NamedCohort;
let cookie: string;

beforeAll(async () => {
	site = await startSite();
	const teacher = await site.person('instructor');
	const okafor = { id: teacher.id, username: `u${teacher.id}`, displayName: 'S. Okafor', role: 'instructor', isDemo: false } as const;
	cookie = teacher.cookie;
	cohort = await makeNamedCohort(site.context, okafor);
	await beginPreview(site.context, okafor, { cohortId: cohort.id, learnerId: cohort.learners[0].id }, '127.0.0.1');
	await setPseudonyms(site.context, okafor, cohort.id, true);
}, 120_000);
afterAll(() => site.stop());

test('no page and no file of the cohort but the roster holds a name', async () => {
	const patterns = Object.entries(ROUTES).filter(([pattern, { GET }]) => pattern.includes('/teach/[cohort]') && GET === 'teach');
	expect(patterns.length).toBeGreaterThan(18);
	let pages = 0;
	for (const [pattern] of patterns.filter(([pattern]) => !ELSEWHERE.includes(pattern))) {
		for (const path of pathsOf(cohort, pattern)) {
			const response = await fetch(`${site.server.url}${path}`, { headers: { cookie } });
			const text = (await response.text()).toLowerCase();
			expect([path, response.status]).toEqual([path, 200]);
			const held = cohort.names.filter((name) => text.includes(name));
			expect([path, held.length > 0]).toEqual([path, pattern === ROSTER]);
			if (/learner [0-9a-f]{4}-[0-9a-f]{4}/.test(text)) pages++;
		}
	}
	// Not by showing nobody: most of them are about learners.
	expect(pages).toBeGreaterThan(14);
	const cohorts = await (await fetch(`${site.server.url}/teach`, { headers: { cookie } })).text();
	expect(cohorts).toContain('2 submissions need a person');
	expect(cohorts).toContain(`href="/teach/${cohort.id}/submission/`);
	expect(cohort.names.filter((name) => cohorts.toLowerCase().includes(name))).toEqual([]);
}, 120_000);

test('the roster says whose each is, and Canvas gets a sentence in place of a file', async () => {
	const roster = await (await fetch(`${site.server.url}/teach/${cohort.id}/roster`, { headers: { cookie } })).text();
	expect(roster).toMatch(/Xanthippe Quill[\s\S]*Learner [0-9A-F]{4}-[0-9A-F]{4}/);
	const canvas = await fetch(`${site.server.url}/api/teach/${cohort.id}/gradebook.csv?form=canvas`, { headers: { cookie } });
	expect(canvas.status).toBe(409);
	expect(await canvas.json()).toMatchObject({ error: 'conflict' });
});
