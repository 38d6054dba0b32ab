/**
 * Whose it is, in the built site: every page, file and form of a cohort and of its learners' work is there for who teaches it and is nothing to everybody else,
 * whatever they send, and what they send changes nothing. Which role may use a route at all is asked in routes.test.ts.
 */
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginPreview } from '#server/preview-learner.ts';
import { ROUTES } from '#server/routes.ts';
import { makeNamedCohort, type NamedCohort, pathsOf } from '../support/named-cohort.ts';
import { formsOf, type PageForm } from '../support/page-forms.ts';
import { startSite, type TestSite } from '../support/site.ts';

/** Of an experiment, which this cohort has none of: tests/db/teach-help.test.ts asks who may have its file. */
const ELSEWHERE = ['/api/teach/[cohort]/experiments/[id]'];
const OF_COHORT = Object.keys(ROUTES).filter((pattern) => pattern.includes('/teach/[cohort]') && !ELSEWHERE.includes(pattern));
/** Written by asking at all: when a session was last used. */
const BESIDE = new Set(['sessions']);

const OTHERS = ['instructor', 'admin', 'learner of the cohort', 'learner of another', 'guest'] as const;

let site: TestSite;
let cohort: NamedCohort;
let own: string;
const cookies: Record<string, string> = { guest: '' };

beforeAll(async () => {
	site = await startSite();
	const teacher = await site.person('instructor');
	own = teacher.cookie;
	const okafor = { id: teacher.id, username: `u${teacher.id}`, displayName: 'S. Okafor', role: 'instructor', isDemo: false } as const;
	cohort = await makeNamedCohort(site.context, okafor);
	await beginPreview(site.context, okafor, { cohortId: cohort.id, learnerId: cohort.learners[0].id }, '127.0.0.1');
	for (const role of ['instructor', 'admin'] as const) {
		const { id, cookie } = await site.person(role);
		cookies[role] = cookie;
		// They teach as well, only not here.
		await makeNamedCohort(site.context, { ...okafor, id, username: `u${id}`, role });
	}
	cookies['learner of the cohort'] = await site.cookieOf(cohort.learners[0].id);
	cookies['learner of another'] = (await site.person('learner')).cookie;
}, 120_000);
afterAll(() => site.stop());

function ask(path: string, cookie: string, body?: FormData): Promise<Response> {
	const headers = { origin: site.server.url, ...(cookie ? { cookie } : {}) };
	return fetch(`${site.server.url}${path}`, { redirect: 'manual', headers, ...(body ? { method: 'POST', body } : {}) });
}

/** Nothing, as for an address that leads nowhere; a guest is asked to sign in, and an API may say that this takes another role. */
function isNothing(response: Response, who: string, path: string): boolean {
	const isApi = path.startsWith('/api/');
	if (who === 'guest')
		return isApi ? response.status === 401 : response.status === 303 && (response.headers.get('location') ?? '').startsWith('/login');
	return response.status === 404 || (isApi && response.status === 403 && who.startsWith('learner'));
}

/** Every row of every table, by table. */
function everything(): Record<string, string> {
	const file = new Database(site.context.config.databaseUrl.slice('file:'.length), { readonly: true });
	const tables = file.prepare("select name from sqlite_master where type = 'table'").pluck().all().map(String);
	const rows = (table: string) =>
		file
			.prepare(`select * from "${table}"`)
			.all()
			.map((row) => JSON.stringify(row));
	const all = tables.filter((table) => !BESIDE.has(table)).map((table) => [table, rows(table).toSorted().join('\n')]);
	file.close();
	return Object.fromEntries(all);
}

test('its teacher has every page and file', async () => {
	expect(OF_COHORT.length).toBeGreaterThan(18);
	for (const path of OF_COHORT.flatMap((pattern) => pathsOf(cohort, pattern))) {
		const response = await ask(path, own);
		await response.body?.cancel();
		expect([path, response.status]).toEqual([path, 200]);
	}
});

describe.each(OTHERS)('a %s', (who) => {
	test('finds none of them', async () => {
		const found: string[] = [];
		for (const path of OF_COHORT.flatMap((pattern) => pathsOf(cohort, pattern))) {
			const response = await ask(path, cookies[who] ?? '');
			const text = await response.text();
			const named = cohort.names.filter((name) => text.toLowerCase().includes(name));
			// In the bar of every page a learner reads their own name.
			if (!isNothing(response, who, path) || (named.length > 0 && who !== 'learner of the cohort'))
				found.push(`${path} → ${response.status} ${named}`);
		}
		expect(found).toEqual([]);
	});

	test('sends each of their forms in vain', async () => {
		const forms: PageForm[] = [];
		for (const path of OF_COHORT.filter((pattern) => ROUTES[pattern]?.POST).flatMap((pattern) => pathsOf(cohort, pattern)))
			forms.push(...formsOf(await (await ask(path, own)).text(), path).filter((form) => form.path !== '/logout'));
		forms.push(...formsOf(await (await ask('/teach', own)).text(), '/teach').filter(({ body }) => body.get('cohort') === cohort.id));
		expect(forms.length).toBeGreaterThan(30);
		const before = everything();
		const taken: string[] = [];
		for (const { title, path, body } of forms) {
			const response = await ask(path, cookies[who] ?? '', body);
			const page = await response.text();
			if (!isNothing(response, who, path) || (who !== 'guest' && !page.includes('There is no page here.')))
				taken.push(`${path} ${title} → ${response.status} ${page.slice(0, 80)}`);
		}
		expect(taken).toEqual([]);
		expect(everything()).toEqual(before);
	}, 120_000);
});
