/**
 * Pages of an instructor in the built site, where somebody else was first or something was typed wrong: what is said, what is kept of what was
 * typed, and which steps ask once more. And the page that lays shown runs beside each other.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { updateUser } from '#db/store/users.ts';
import { changeScore } from '#server/change-score.ts';
import { handleDeadlineForm } from '#server/deadline-form.ts';
import { getDeadlines } from '#server/get-deadlines.ts';
import { archiveCohort } from '#server/manage-cohorts.ts';
import { handleOwnRunForm, shareRun } from '#server/share-run.ts';
import { removeLearner } from '../support/cohort.ts';
import { makeCohort } from '../support/learning.ts';
import { sampleRun } from '../support/sample-run.ts';
import { startSite, type TestSite } from '../support/site.ts';

const LAB = 'causal-attention';
const DUE = '2027-03-28T23:59';

type Person = Actor & { readonly cookie: string };
let site: TestSite;
let okafor: Person;
let weiss: Person;
let ada: Person;
let cohortId: string;

beforeAll(async () => {
	site = await startSite();
	okafor = await person('instructor', 'S. Okafor');
	weiss = await person('instructor', 'R. Weiss');
	ada = await person('learner', 'Ada');
}, 120_000);
afterAll(() => site?.stop());
beforeEach(async () => {
	const { client } = site.context;
	cohortId = await makeCohort(site.context, okafor, [ada]);
	const seat = { cohortId, userId: weiss.id, role: 'instructor' as const, joinedAt: new Date() };
	await client.db.insert(client.schema.memberships).values(seat);
});

async function person(role: 'learner' | 'instructor', displayName: string): Promise<Person> {
	const { id, cookie } = await site.person(role);
	await updateUser(site.context.client, id, { displayName });
	return { id, cookie, username: `u${id}`, displayName, role, isDemo: false };
}

async function read(path: string, who: Person = okafor): Promise<string> {
	const response = await fetch(`${site.server.url}${path}`, { headers: { cookie: who.cookie } });
	expect([path, response.status]).toEqual([path, 200]);
	return response.text();
}

function post(path: string, fields: Record<string, string>, who: Person = okafor): Promise<Response> {
	const headers = { cookie: who.cookie, origin: site.server.url, 'content-type': 'application/x-www-form-urlencoded' };
	return fetch(`${site.server.url}${path}`, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams(fields) });
}

/** The page that a refused form shows. */
async function refused(path: string, fields: Record<string, string>, status: number, who: Person = okafor): Promise<string> {
	const response = await post(path, fields, who);
	expect(response.status).toBe(status);
	return response.text();
}

/** Whether a button stands inside a step that asks once more, whose own text comes before it. */
function asksFirst(html: string, action: string): boolean {
	const before = html.slice(0, html.indexOf(`value="${action}"`));
	expect(before.length).toBeLessThan(html.length - 1);
	return before.lastIndexOf('<details class="confirm"') > before.lastIndexOf('</details>');
}

describe('the roster', () => {
	const path = () => `/teach/${cohortId}/roster`;

	test('says in place that somebody else removed or restored the learner first, and keeps the reason that was typed', async () => {
		expect((await post(path(), { action: 'remove', learner: ada.id, reason: 'left the course' }, weiss)).status).toBe(303);
		const second = await refused(path(), { action: 'remove', learner: ada.id, reason: 'moved to Oslo' }, 409);
		expect(second).toContain('This learner is not in the cohort any more, so nobody was removed.');
		expect(second).toContain('You had written: “moved to Oslo”');
		expect(second).toContain('left the course');

		expect((await post(path(), { action: 'restore', learner: ada.id })).status).toBe(303);
		expect(await refused(path(), { action: 'restore', learner: ada.id }, 409)).toContain('This learner is in the cohort already');
	});

	test('keeps what was typed into a section and an open link that were refused', async () => {
		const long = 'x'.repeat(41);
		const section = await refused(path(), { action: 'section', learner: ada.id, section: long }, 400);
		expect(section).toContain('A section has at most 40 characters.');
		expect(section).toContain(`value="${long}"`);

		const link = await refused(path(), { action: 'open-link', maxUses: 'thirty', days: '14', section: 'Monday' }, 400);
		expect(link).toContain('A number of uses, please.');
		for (const value of ['thirty', '14', 'Monday']) expect(link).toContain(`value="${value}"`);
	});

	test('asks once more before a new code, an end and a leave', async () => {
		const own = await read(path());
		expect([asksFirst(own, 'new-code'), asksFirst(own, 'end-instructor')]).toEqual([true, true]);
		expect(asksFirst(await read(path(), weiss), 'leave')).toBe(true);
		expect(asksFirst(await read('/teach'), 'new-code')).toBe(true);
		// The way by which a step is told from one that asks is able to say no.
		expect(asksFirst(own, 'limit-code')).toBe(false);
	});

	test('makes one copy of a form that is sent twice, and one cohort', async () => {
		const keyIn = (html: string) => /name="key" value="([^"]+)"/.exec(html)?.[1] ?? '';
		for (const [address, fields] of [
			[path(), { action: 'copy', name: 'Next', weeks: '26', key: keyIn(await read(path())) }],
			['/teach', { action: 'create', name: 'New', key: keyIn(await read('/teach')) }],
		] as const) {
			expect(fields.key).not.toBe('');
			const answers = await Promise.all([post(address, fields), post(address, fields)]);
			expect(answers.map(({ status }) => status)).toEqual([303, 303]);
			expect(answers[0]?.headers.get('location')).toBe(answers[1]?.headers.get('location'));
		}
	});
});

describe('deadlines', () => {
	const path = () => `/teach/${cohortId}/deadlines`;
	const asked = (over: Record<string, string> = {}) => ({ which: LAB, due: DUE, zone: 'UTC', ...over });
	const seen = async () => (await getDeadlines(site.context, okafor, cohortId, null)).lines.find(({ lab }) => lab.id === LAB)?.seen ?? '';
	const set = async (over: Record<string, string> = {}, who = okafor) => {
		const was = await seen();
		const fields = { action: 'set', ...(was === '' ? {} : { [`seen:${LAB}`]: was }) };
		await handleDeadlineForm(site.context, who, cohortId, asked(over), fields);
	};

	test('the second of two instructors reads which rule and grace the first set', async () => {
		await set();
		const before = await seen();
		await set({ late: 'closed', grace: '30' }, weiss);
		const query = new URLSearchParams(asked({ late: 'reduced', perDay: '10', atMost: '50' }));
		const html = await refused(`${path()}?${query}`, { action: 'set', [`seen:${LAB}`]: before }, 409);
		const [, now = '', then = ''] = /would be<\/th>[\s\S]*?<td>([\s\S]*?)<\/td>[\s\S]*?<td>([\s\S]*?)<\/td>/.exec(html) ?? [];
		expect(now).toContain('Not accepted for points. Grace: 30 minutes.');
		expect(now).toContain('R. Weiss');
		expect(then).toContain('−10 % of the points a day, to at most −50 %. Grace: none.');
		expect(html).toContain('1 learner: another rule for being late');
		expect(html).toContain('1 learner will find it in their inbox.');
	});

	test('Remove shows what changes before it is done, and what somebody else set meanwhile is shown and not removed', async () => {
		await set();
		const list = await read(path());
		expect(list).toContain(`href="?remove=${LAB}#preview"`);
		expect(list).not.toContain('value="remove"');
		const preview = await read(`${path()}?remove=${LAB}`);
		expect(preview).toContain('1 learner: due no more');
		expect(preview).toContain('1 learner will find it in their inbox.');
		const stale = { action: 'remove', lab: LAB, seen: await seen() };

		await set({ late: 'closed' }, weiss);
		const overtaken = await refused(`${path()}?remove=${LAB}`, stale, 409);
		expect(overtaken).toContain('A deadline was changed while you were looking at it');
		expect(overtaken).toContain('Not accepted for points. Grace: none.');
		expect(await seen()).not.toBe('');

		expect((await post(`${path()}?remove=${LAB}`, { ...stale, seen: await seen() })).status).toBe(303);
		expect(await seen()).toBe('');
		const gone = await refused(`${path()}?remove=${LAB}`, stale, 409);
		expect(gone.match(/This lab has no deadline any more\. Nothing is left to do\./g)).toHaveLength(1);
	});

	test('an extension for a learner who left keeps what was typed', async () => {
		await set();
		const leaver = await person('learner', 'Bao');
		const { client } = site.context;
		await client.db.insert(client.schema.memberships).values({ cohortId, userId: leaver.id, role: 'learner', joinedAt: new Date() });
		await removeLearner(site.context, cohortId, leaver.id);
		const until = '2027-04-05T23:59';
		const fields = { action: 'extend', lab: LAB, learner: leaver.id, until, zone: 'UTC', reason: 'was ill for a week', seen: '' };
		const html = await refused(path(), fields, 409);
		expect(html).toContain('This learner is not in the cohort any more, so nothing was set. Choose another learner');
		expect(html).toContain('was ill for a week');
		expect(html).toContain(`value="${until}"`);
	});
});

describe('a cell of the gradebook', () => {
	const path = () => `/teach/${cohortId}/gradebook/${ada.id}/${LAB}`;
	const scope = () => ({ cohortId, learnerId: ada.id, labId: LAB });
	const typed = { action: 'set', points: '3', reason: 'read it again', seen: '0' };

	test('says who changed it, oneself among them', async () => {
		await changeScore(site.context, weiss, scope(), { action: 'set', points: '7', reason: 'spoken exam', seen: '0' });
		const html = await refused(path(), typed, 409);
		expect(html).toContain('R. Weiss changed this cell after it was opened here: set to 7 of 10 points, “spoken exam”');
		expect(html).toContain('value="3"');
		expect(await refused(path(), typed, 409, weiss)).toContain('You changed this cell after it was opened here');
	});

	test('accuses nobody where the cohort was archived meanwhile, and says that', async () => {
		await changeScore(site.context, weiss, scope(), { action: 'set', points: '7', reason: 'spoken exam', seen: '0' });
		await archiveCohort(site.context, okafor, cohortId, true);
		const html = await refused(path(), { ...typed, seen: '1' }, 409);
		expect(html).toContain('The cohort is archived, so nothing in it changes.');
		expect(html).not.toContain('changed this cell');
	});
});

describe('shown runs beside each other', () => {
	let at = 1_790_000_000_000;
	const share = async (name: string, who = ada, over: { lab?: string } = {}): Promise<string> => {
		at += 1_000;
		const run = sampleRun({ name, startedAt: at, samples: [{ step: 300, text: `Told by ${name}.` }] });
		return (await shareRun(site.context, who, { ...run, ...over })).id;
	};
	const compare = async (id: string, others: readonly string[], between = ',') => {
		const html = await read(`/runs/${id}?with=${encodeURIComponent(others.join(between))}`, weiss);
		const data = JSON.parse(/id="runs-data">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '{"runs":[]}') as { runs: { name: string }[] };
		return { html, names: data.runs.map(({ name }) => name) };
	};
	const MISSING = 'A run to compare with is missing';
	const TOO_MANY = 'At most 4 runs are compared at once';

	test('up to four, of anybody, by link, with their samples and without a warning', async () => {
		const [a, b, c, d] = [await share('a'), await share('b', weiss), await share('c'), await share('d')];
		const two = await compare(a, [b]);
		expect(two.names).toEqual(['a', 'b']);
		const four = await compare(a, [c, `${site.server.url}/runs/${b}`, d], ' ');
		expect(four.names).toEqual(['a', 'c', 'b', 'd']);
		for (const name of four.names) expect(four.html).toContain(`Told by ${name}.`);
		expect(four.html).toContain(`value="${c} ${b} ${d}"`);
		for (const { html } of [two, four]) expect([html.includes(MISSING), html.includes(TOO_MANY)]).toEqual([false, false]);
		// Twice the same, and itself, are one.
		expect((await compare(a, [b, a, b])).names).toEqual(['a', 'b']);
	});

	test('a fifth is left out, and that is said', async () => {
		const ids = [await share('a'), await share('b'), await share('c'), await share('d'), await share('e')];
		const { html, names } = await compare(ids[0] ?? '', ids.slice(1));
		expect(names).toEqual(['a', 'b', 'c', 'd']);
		expect([html.includes(MISSING), html.includes(TOO_MANY)]).toEqual([false, true]);
	});

	test('one of another lab, one that is taken back, one of a locked account and one that never was are missing, and that is said', async () => {
		const [own, other, hidden, third] = [await share('a'), await share('b', ada, { lab: 'train-gpt' }), await share('c'), await share('d')];
		await handleOwnRunForm(site.context, ada, { run: hidden, action: 'hide' });
		const leaver = await person('learner', 'Cleo');
		const locked = await share('e', leaver);
		await updateUser(site.context.client, leaver.id, { lockedAt: new Date() });
		for (const missing of [other, hidden, locked, 'nowhere']) {
			const { html, names } = await compare(own, [missing, third]);
			expect(names).toEqual(['a', 'd']);
			expect([html.includes(MISSING), html.includes(TOO_MANY)]).toEqual([true, false]);
		}
		expect((await fetch(`${site.server.url}/runs/${locked}`)).status).toBe(404);
		expect((await fetch(`${site.server.url}/runs/${locked}/weights`)).status).toBe(404);
	});

	test('Remove under My runs asks once more', async () => {
		await share('a');
		const html = await read('/me/runs', ada);
		expect([asksFirst(html, 'remove'), asksFirst(html, 'hide')]).toEqual([true, false]);
	});
});
