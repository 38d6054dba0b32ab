/**
 * kill -9 at random points: every submission that was acknowledged gets exactly one verdict, none is lost, none is judged twice.
 * The web process takes them over HTTP where a built site exists (and is killed too); without one they go straight into the store.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { count } from 'drizzle-orm';
import { afterEach, describe, expect, test } from 'vitest';
import { labs } from '#labs/index.ts';
import { startSession } from '#server/auth.ts';
import type { Context } from '#server/context.ts';
import { buildSandbox } from '../../scripts/build-sandbox.ts';
import { textOfLab } from '../sandbox/support/sandbox.ts';
import { makeSubmission, makeUser, openTestDatabase, PROCESS_ENGINES } from '../support/database.ts';
import { isNight } from '../support/sample.ts';
import { freePort } from '../support/server.ts';
import { DIST, openTestContext } from '../support/site.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
/** By day the ten are shared between the engines; by night each has all. */
const KILL_POINTS = Number(process.env['GRADUS_KILL_POINTS'] ?? Math.ceil(10 / PROCESS_ENGINES.length));
const SUBMISSIONS = isNight ? 200 : 20;
const LAB = 'causal-attention';
/** What the kills left over is judged by one grader; on a machine with other work it takes a few seconds for each. */
const LAST_MS = Math.max(240_000, SUBMISSIONS * 6_000);
const WEB_KILLS = Math.max(3, Math.floor(KILL_POINTS / 4));
const PEOPLE = 10;
/** Mostly text that the compiler refuses, so that the journey through the queue is what takes the time. */
const CODES = [textOfLab(LAB, 'solution.ts'), textOfLab(LAB, 'starter.ts'), ...Array.from({ length: 8 }, (_, n) => `export const = ${n};`)];
const OUTCOMES = ['accepted', 'rejected', ...Array.from({ length: 8 }, () => 'error')];

const running: ChildProcess[] = [];
afterEach(() => {
	for (const child of running.splice(0)) child.kill('SIGKILL');
});

function startGrader(data: string, dist: string, url = ''): ChildProcess {
	const grader = spawn(process.execPath, ['--no-warnings', join(ROOT, 'src/server/grader-main.ts')], {
		cwd: ROOT,
		env: {
			...process.env,
			GRADUS_DATA: data,
			GRADUS_DIST: dist,
			GRADUS_ROLE: 'grader',
			GRADUS_ROOT: ROOT,
			DATABASE_URL: url,
			SANDBOX: 'off',
			// A killed grader's job waits this long for the next one.
			LEASE_SECONDS: '2',
			LOG_LEVEL: 'error',
		},
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	running.push(grader);
	return grader;
}

async function killNow(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) throw new Error('The grader ended before it was killed.');
	const exited = once(child, 'exit');
	child.kill('SIGKILL');
	await exited;
}

async function countJobs(context: Context): Promise<number> {
	const { client } = context;
	return Number((await client.db.select({ n: count() }).from(client.schema.jobs))[0]?.n);
}

/** Kills a grader at random moments while others follow it, then lets the last one finish. */
async function judgeThroughKills(context: Context, dist: string): Promise<void> {
	for (let i = 0; i < KILL_POINTS; i += 1) {
		const grader = startGrader(context.config.GRADUS_DATA, dist, context.config.databaseUrl);
		await new Promise((resolve) => setTimeout(resolve, 700 + Math.random() * 2_300));
		await killNow(grader);
	}
	startGrader(context.config.GRADUS_DATA, dist, context.config.databaseUrl);
	await expect.poll(() => countJobs(context), { timeout: LAST_MS, interval: 250 }).toBe(0);
}

/** The outcome of each submission, by id; fails when one has two verdicts. */
async function outcomesOf({ client }: Context): Promise<Map<string, string>> {
	const { verdicts } = client.schema;
	const rows = await client.db.select({ id: verdicts.submissionId, outcome: verdicts.outcome }).from(verdicts);
	const outcomes = new Map(rows.map(({ id, outcome }) => [id, outcome]));
	expect(outcomes.size).toBe(rows.length);
	return outcomes;
}

describe.each(PROCESS_ENGINES)('on %s', (engine) => {
	test(`A5: after ${KILL_POINTS} kills of the grader, ${SUBMISSIONS} submissions have one verdict each`, {
		timeout: LAST_MS + 15_000 * KILL_POINTS,
	}, async () => {
		const database = await openTestDatabase(engine);
		const context = await openTestContext({ DATABASE_URL: database.url });
		try {
			const dist = process.env['GRADUS_SANDBOX_DIST'] ?? join(ROOT, 'node_modules/.cache/gradus-test');
			await buildSandbox(dist);
			const userId = await makeUser(context.client);
			const ids: string[] = [];
			for (let i = 0; i < SUBMISSIONS; i += 1)
				ids.push(await makeSubmission(context.client, userId, { code: CODES[i % CODES.length] ?? '' }));

			await judgeThroughKills(context, dist);

			const outcomes = await outcomesOf(context);
			expect(ids.map((id) => outcomes.get(id))).toEqual(ids.map((_, i) => OUTCOMES[i % OUTCOMES.length]));
		} finally {
			for (const child of running.splice(0)) child.kill('SIGKILL');
			await context.close();
			await database.close();
		}
	});
});

const hasSite = existsSync(join(DIST, 'server', 'entry.mjs'));

test.skipIf(!hasSite)(
	'what a web process answered 202 to is judged, although it and the grader were killed',
	{ timeout: 300_000 + 60_000 * WEB_KILLS },
	async () => {
		const context = await openTestContext();
		try {
			const dist = process.env['GRADUS_SANDBOX_DIST'] ?? join(ROOT, 'node_modules/.cache/gradus-test');
			await buildSandbox(dist);
			const acknowledged: string[] = [];
			let grader = startGrader(context.config.GRADUS_DATA, dist);
			for (let i = 0; i < WEB_KILLS; i += 1) {
				const web = await startWeb(context.config.GRADUS_DATA);
				const cookies = await Promise.all(Array.from({ length: PEOPLE }, () => cookieOfNewLearner(context)));
				const send = (cookie: string) => post(web.url, cookie).then((id) => id !== null && acknowledged.push(id));
				// The first request loads the route; the kill is to fall among those after it.
				await send(cookies[0] ?? '');
				const posts = cookies.slice(1).map(send);
				await new Promise((resolve) => setTimeout(resolve, 40 + Math.random() * 400));
				await Promise.all([killNow(web.process), killNow(grader)]);
				await Promise.all(posts);
				grader = startGrader(context.config.GRADUS_DATA, dist);
			}
			await expect.poll(() => countJobs(context), { timeout: Math.max(120_000, WEB_KILLS * PEOPLE * 3_000), interval: 250 }).toBe(0);

			const outcomes = await outcomesOf(context);
			expect(acknowledged.length).toBeGreaterThanOrEqual(WEB_KILLS);
			expect(acknowledged.map((id) => outcomes.get(id))).toEqual(acknowledged.map(() => 'error'));
		} finally {
			for (const child of running.splice(0)) child.kill('SIGKILL');
			await context.close();
		}
	},
);

async function startWeb(data: string): Promise<{ url: string; process: ChildProcess }> {
	const port = String(await freePort());
	const url = `http://127.0.0.1:${port}`;
	const web = spawn(process.execPath, [join(DIST, 'server', 'entry.mjs')], {
		env: {
			...process.env,
			HOST: '127.0.0.1',
			PORT: port,
			GRADUS_MODE: 'production',
			GRADUS_DATA: data,
			GRADUS_ROOT: ROOT,
			LOG_LEVEL: 'error',
		},
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	running.push(web);
	// It answers before a grader does; the queue is there for that.
	await expect
		.poll(
			() =>
				fetch(`${url}/healthz`).then(
					() => true,
					() => false,
				),
			{ timeout: 60_000, interval: 50 },
		)
		.toBe(true);
	return { url, process: web };
}

async function cookieOfNewLearner(context: Context): Promise<string> {
	const { name, value } = await startSession(context, await makeUser(context.client), undefined);
	return `${name}=${value}`;
}

/** The id of an acknowledged submission; null when the process was killed before it answered. */
async function post(url: string, cookie: string): Promise<string | null> {
	const version = labs.find(({ id }) => id === LAB)?.version;
	const body = JSON.stringify({ lab: LAB, version, code: 'export const = 1;', checkpoints: [], idempotencyKey: crypto.randomUUID() });
	const headers = { cookie, 'content-type': 'application/json', origin: url, 'sec-fetch-site': 'same-origin' };
	const response = await fetch(`${url}/api/submissions`, { method: 'POST', headers, body }).catch(() => null);
	if (response === null) return null;
	const answer: unknown = await response.json().catch(() => null);
	// A body cut off by the kill acknowledges nothing.
	if (answer === null) return null;
	expect(response.status, JSON.stringify(answer)).toBe(202);
	return typeof answer === 'object' && 'id' in answer ? String(answer.id) : null;
}
