/** Over HTTP on the demo: reading changes nothing. No GET of a page or of the API, by any role, leaves a trace in any table. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '#contract/error.ts';
import type { Lab } from '#contract/lab.ts';
import { changedAt, type OwnComment } from '#contract/review.ts';
import { startSession } from '#server/auth.ts';
import { readConfig } from '#server/config.ts';
import { requireLab } from '#server/get-lab.ts';
import { beginPreview } from '#server/preview-learner.ts';
import { ROUTES } from '#server/routes.ts';
import { startRecheck } from '#server/start-recheck.ts';
import { startSite, type TestSite } from '../support/site.ts';

/** GETs that write, each with why it must. What the sitting of a session costs is not among them: its end moves ten minutes after it last did. */
const WRITES: Readonly<Record<string, string>> = {
	'/api/me/export': 'the audit log says when all data of a person left',
	'/api/me/export.csv': 'the same, as a table',
};
/** The first answers for as long as somebody listens, the second is the page of a failure. */
const NOT_ASKED = ['/api/submissions/[id]/events', '/500'];
const LAB = 'causal-attention';

let site: TestSite;
let cookies: Readonly<Record<string, string>>;
/** What stands for each parameter, by the beginning of the route; the longest that fits counts. */
let places: Readonly<Record<string, Readonly<Record<string, string>>>>;

beforeAll(async () => {
	site = await startSite({ GRADUS_MODE: 'demo' });
	const { db, schema } = site.context.client;
	const people = await db.select().from(schema.users);
	const idOf = (role: string) => people.find((person) => person.role === role && person.passwordHash !== null)?.id ?? '';
	const [cohort] = await db.select().from(schema.cohorts);
	const [comment] = await db.select().from(schema.comments);
	const submissions = await db.select().from(schema.submissions);
	const own = submissions.find(({ id }) => id === comment?.submissionId);
	const other = submissions.find(({ labId, userId }) => labId === own?.labId && userId !== own.userId);

	const [regrade] = await db.select().from(schema.regrades);
	if (!cohort || !own || !other || !regrade)
		throw new Error('The demo has no comment on a submission that another can stand beside, or no regrade.');
	const teacher = people.find(({ id }) => id === cohort.ownerId);
	if (teacher) await beginPreview(site.context, teacher, { cohortId: cohort.id, learnerId: own.userId }, '127.0.0.1');
	cookies = {
		guest: '',
		learner: await cookieOf(own.userId),
		'learner in a check': await cookieOf(
			await sitDown(
				submissions.map(({ userId }) => userId),
				requireLab(LAB),
			),
		),
		instructor: await cookieOf(idOf('instructor')),
		admin: await cookieOf(idOf('admin')),
	};
	places = {
		'/': { id: LAB, module: '1-gpt2', lesson: LAB, token: 'none', name: 'tfjs', cohort: cohort.id },
		'/teach/[cohort]/submission/': { id: own.id },
		'/teach/[cohort]/similarity/': { a: own.id, b: other.id },
		'/teach/[cohort]/regrade/': { id: regrade.id },
		'/teach/[cohort]/learner/': { id: own.userId },
		'/teach/[cohort]/learner/[id]/preview': { id: own.userId },
		'/teach/[cohort]/gradebook/': { learner: own.userId, lab: own.labId },
		'/api/labs/[id]/comments': { id: own.labId },
		'/api/submissions/': { id: own.id },
		'/api/teach/[cohort]/regrades/': { id: regrade.id },
		'/api/teach/[cohort]/experiments/': { id: (await db.select().from(schema.experiments))[0]?.id ?? '' },
	};
}, 120_000);
afterAll(() => site?.stop());

async function cookieOf(userId: string): Promise<string> {
	// The demo's cookie has another name than that of a production server.
	const config = readConfig({ GRADUS_DATA: site.context.config.GRADUS_DATA });
	const { name, value } = await startSession({ ...site.context, config }, userId, undefined);
	return `${name}=${value}`;
}

function addressOf(pattern: string): string {
	const fitting = Object.keys(places)
		.filter((beginning) => pattern.startsWith(beginning))
		.toSorted((one, two) => one.length - two.length);
	const values = Object.assign({}, ...fitting.map((beginning) => places[beginning])) as Record<string, string>;
	return pattern.replaceAll(/\[(\w+)\]/g, (_, name: string) => values[name] ?? 'none');
}

/** Every row of every table. */
async function dump(): Promise<Record<string, string[]>> {
	const { db, schema } = site.context.client;
	const tables = await Promise.all(
		Object.entries(schema).map(
			async ([name, table]) => [name, (await db.select().from(table)).map((row) => JSON.stringify(row)).toSorted()] as const,
		),
	);
	return Object.fromEntries(tables);
}

const patterns = Object.entries(ROUTES).flatMap(([pattern, rules]) =>
	rules.GET === undefined || NOT_ASKED.includes(pattern) ? [] : [pattern],
);

test.each(['guest', 'learner', 'learner in a check', 'instructor', 'admin'])(
	'whatever a %s reads, every table holds what it held',
	async (role) => {
		const before = await dump();
		const answers = new Map<string, number>();
		for (const pattern of patterns.filter((each) => !Object.hasOwn(WRITES, each))) {
			const response = await fetch(site.server.url + addressOf(pattern), { headers: { cookie: cookies[role] ?? '' }, redirect: 'manual' });
			await response.arrayBuffer();
			answers.set(pattern, response.status);
		}

		expect(await dump()).toEqual(before);
		expect([...answers].filter(([, status]) => status >= 500)).toEqual([]);
		if (role === 'learner in a check') expect(answers.get('/recheck/[id]/sitting')).toBe(200);
		if (role !== 'guest') expect([answers.get('/me'), answers.get('/api/labs/[id]/comments')]).toEqual([200, 200]);
		if (role === 'instructor') {
			const own = [...answers].filter(([pattern]) => /^\/(?:api\/)?teach/.test(pattern));
			expect(own.filter(([, status]) => status !== 200)).toEqual([]);
		}
	},
	120_000,
);

test('the demo holds a regrade that was applied, with what it changed', async () => {
	const headers = { cookie: cookies['instructor'] ?? '' };
	const page = async (pattern: string, query = '') => (await fetch(site.server.url + addressOf(pattern) + query, { headers })).text();

	expect(await page('/teach/[cohort]/regrade')).toMatch(/32-bit numbers.*13 submissions, 3 changed/s);
	const rows = await page('/api/teach/[cohort]/regrades/[id]', '?format=csv&changed=1');
	expect(rows.match(/applied,true,rejected,accepted,4,5,not-normalised,/g)).toHaveLength(3);
});

test('an open page of progress is sent anew only when something on it changed', async () => {
	const path = addressOf('/teach/[cohort]/progress');
	const ask = (tag = '') => fetch(site.server.url + path, { headers: { cookie: cookies['instructor'] ?? '', 'if-none-match': tag } });
	let tag = '';
	// Words such as "3 min ago" change too: then the next answer is the one to hold.
	await expect
		.poll(
			async () => {
				const answer = await ask(tag);
				tag = answer.headers.get('etag') ?? '';
				return [answer.status, await answer.text()];
			},
			{ timeout: 45_000 },
		)
		.toEqual([304, '']);

	const { db, schema } = site.context.client;
	await db
		.update(schema.users)
		.set({ displayName: 'Zora Neale' })
		.where(eq(schema.users.id, places['/teach/[cohort]/learner/']?.['id'] ?? ''));
	const changed = await ask(tag);
	expect(changed.status).toBe(200);
	expect(await changed.text()).toContain('"name":"Zora Neale"');
	expect((await fetch(site.server.url + path, { headers: { cookie: cookies['admin'] ?? '' } })).status).toBe(404);
});

test('a learner who was shown comments says so, and then they are read', async () => {
	const { db, schema } = site.context.client;
	const isRead = async () => (await db.select().from(schema.comments)).map(({ readAt }) => readAt !== null);
	const lab = places['/api/labs/[id]/comments']?.['id'] ?? '';
	const headers = { cookie: cookies['learner'] ?? '', origin: site.server.url, 'content-type': 'application/json' };
	const shown: OwnComment[] = await (await fetch(`${site.server.url}/api/labs/${lab}/comments`, { headers })).json();
	const tell = (body: unknown) =>
		fetch(`${site.server.url}/api/me/comments`, { method: 'POST', headers, body: JSON.stringify(body) }).then(({ status }) => status);
	const before = await isRead();
	expect(before).not.toContain(true);

	const until = Math.max(...shown.map(({ comment }) => changedAt(comment)));
	for (const body of [
		{ ids: [], until },
		{ ids: ['x'] },
		{ ids: 'x', until },
		{ ids: ['x'.repeat(65)], until },
		{ ids: ['x'], until: -1 },
		null,
	])
		expect([body, await tell(body)]).toEqual([body, 400]);
	expect(await tell({ ids: ['none'], until })).toBe(204);
	expect(await isRead()).toEqual(before);
	expect(await tell({ ids: shown.map(({ comment }) => comment.id), until })).toBe(204);
	expect((await isRead()).filter(Boolean)).toHaveLength(shown.length);
});

/** Somebody whose check is due sits in it. */
async function sitDown(ids: readonly string[], lab: Lab): Promise<string> {
	for (const id of ids) {
		const actor = { id, username: id, displayName: id, role: 'learner', isDemo: true } as const;
		const isIn = await startRecheck(site.context, actor, lab, 'code').then(
			() => true,
			(error: unknown) => {
				if (error instanceof AppError) return false;
				throw error;
			},
		);
		if (isIn) return id;
	}
	throw new Error('No learner of the demo may begin a check.');
}
