/**
 * kill -9 at random points of a grader at work: every submission that was acknowledged gets its verdict and its evidence, once and together; none is lost.
 * The web process takes them over HTTP where a built site exists (and is killed too); without one they go straight into the store.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { count, eq, isNotNull } from 'drizzle-orm';
import { afterEach, describe, expect, test } from 'vitest';
import { seededRandom } from '#grading/core/random.ts';
import { labs } from '#labs/index.ts';
import { startSession } from '#server/auth.ts';
import type { Context } from '#server/context.ts';
import { buildSandbox } from '../../scripts/build-sandbox.ts';
import { textOfLab } from '../sandbox/support/sandbox.ts';
import { ENGINES_OF_TODAY, makeSubmission, makeUser, openTestDatabase, PROCESS_ENGINES } from '../support/database.ts';
import { seed } from '../support/sample.ts';
import { BESIDE_A_SUITE, freePort } from '../support/server.ts';
import { DIST, openTestContext } from '../support/site.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
/** By day the ten are shared between the engines; by night each has all. */
const KILL_POINTS = Number(process.env['GRADUS_KILL_POINTS'] ?? Math.ceil(10 / PROCESS_ENGINES.length));
const LAB = 'causal-attention';
/** Kept waiting while graders are killed, so that each finds work. */
const WAITING = 6;
/** A killed grader's job waits this long for the next one. */
const LEASE_SECONDS = 2;
/** From a lease on: in the first submission, or in one of those after it. */
const LATEST_KILL_MS = 3_000;
const LAST_MS = 240_000;
const WEB_KILLS = Math.max(3, Math.floor(KILL_POINTS / 4));
const PEOPLE = 10;
/** Judged to the end, rejected, and refused by the compiler, which leaves the queue soonest. */
const CODES = [textOfLab(LAB, 'solution.ts'), textOfLab(LAB, 'starter.ts'), 'export const = 1;'];
const OUTCOMES = ['accepted', 'rejected', 'error'];

const running: ChildProcess[] = [];
afterEach(() => {
	for (const child of running.splice(0)) child.kill('SIGKILL');
});

function startGrader(data: string, dist: string, url: string): ChildProcess {
	const grader = spawn(process.execPath, ['--no-warnings', join(ROOT, 'src/server/grader-main.ts')], {
		cwd: ROOT,
		env: {
			...process.env,
			...BESIDE_A_SUITE,
			GRADUS_DATA: data,
			GRADUS_DIST: dist,
			GRADUS_ROLE: 'grader',
			GRADUS_ROOT: ROOT,
			DATABASE_URL: url,
			SANDBOX: 'off',
			LEASE_SECONDS: String(LEASE_SECONDS),
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

/** Each job that somebody is judging or was when they died, by its fencing. */
async function leases({ client }: Context): Promise<Map<string, number>> {
	const { id, attempt, state } = client.schema.jobs;
	const rows = await client.db.select({ id, attempt }).from(client.schema.jobs).where(eq(state, 'running'));
	return new Map(rows.map((row) => [row.id, row.attempt]));
}

/** Kills grader after grader once it has taken a job, at a moment that the seed draws, then lets the last one finish. Gives how many died with a job in hand. */
async function judgeThroughKills(context: Context, dist: string, submit: () => Promise<void>): Promise<number> {
	const random = seededRandom(seed);
	let held = 0;
	for (let i = 0; i < KILL_POINTS; i += 1) {
		while ((await countJobs(context)) < WAITING) await submit();
		const before = await leases(context);
		const grader = startGrader(context.config.GRADUS_DATA, dist, context.config.databaseUrl);
		const isTaken = async () => [...(await leases(context))].some(([id, attempt]) => before.get(id) !== attempt);
		await expect.poll(isTaken, { timeout: 60_000, interval: 10 }).toBe(true);
		await sleep(random() * LATEST_KILL_MS);
		await killNow(grader);
		if (await isTaken()) held += 1;
	}
	startGrader(context.config.GRADUS_DATA, dist, context.config.databaseUrl);
	await expect.poll(() => countJobs(context), { timeout: LAST_MS, interval: 250 }).toBe(0);
	return held;
}

/** The outcome of each submission, by id; fails when evidence is missing or left over. */
async function outcomesOf({ client }: Context): Promise<Map<string, string>> {
	const { verdicts, events } = client.schema;
	const rows = await client.db.select({ id: verdicts.submissionId, outcome: verdicts.outcome }).from(verdicts);
	const evidence = await client.db.select({ id: events.submissionId }).from(events).where(isNotNull(events.submissionId));
	expect(evidence.map(({ id }) => id).toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
	return new Map(rows.map(({ id, outcome }) => [id, outcome]));
}

// A race that is lost once is the finding, so neither is tried again in CI.
describe.each(PROCESS_ENGINES)('on %s', { retry: 0 }, (engine) => {
	test(`A5: after ${KILL_POINTS} kills of a grader at work, by seed ${seed}, every submission has its verdict`, {
		timeout: LAST_MS + 30_000 * KILL_POINTS,
	}, async () => {
		const database = await openTestDatabase(engine);
		const context = await openTestContext({ DATABASE_URL: database.url });
		try {
			const dist = process.env['GRADUS_SANDBOX_DIST'] ?? join(ROOT, 'node_modules/.cache/gradus-test');
			await buildSandbox(dist);
			const userId = await makeUser(context.client);
			const ids: string[] = [];
			const submit = async () => {
				ids.push(await makeSubmission(context.client, userId, { code: CODES[ids.length % CODES.length] ?? '' }));
			};

			const held = await judgeThroughKills(context, dist, submit);

			const outcomes = await outcomesOf(context);
			expect(ids.map((id) => outcomes.get(id))).toEqual(ids.map((_, i) => OUTCOMES[i % OUTCOMES.length]));
			console.log(`${engine}: ${held} of ${KILL_POINTS} graders died with a job in hand; ${ids.length} submissions`);
			expect(held).toBeGreaterThanOrEqual(KILL_POINTS / 2);
		} finally {
			for (const child of running.splice(0)) child.kill('SIGKILL');
			await context.close();
			await database.close();
		}
	});
});

const hasSite = existsSync(join(DIST, 'server', 'entry.mjs'));

describe.skipIf(!hasSite).each(ENGINES_OF_TODAY)('on %s', { retry: 0 }, (engine) => {
	test(`A5: what a web process answered 202 to is judged, although it and the grader were killed, ${WEB_KILLS} times, by seed ${seed}`, {
		timeout: 300_000 + 60_000 * WEB_KILLS,
	}, async () => {
		const database = await openTestDatabase(engine);
		const context = await openTestContext({ DATABASE_URL: database.url });
		const random = seededRandom(seed);
		const { GRADUS_DATA: data, databaseUrl } = context.config;
		try {
			const dist = process.env['GRADUS_SANDBOX_DIST'] ?? join(ROOT, 'node_modules/.cache/gradus-test');
			await buildSandbox(dist);
			const acknowledged: string[] = [];
			let grader = startGrader(data, dist, databaseUrl);
			for (let i = 0; i < WEB_KILLS; i += 1) {
				const web = await startWeb(data, databaseUrl);
				const cookies = await Promise.all(Array.from({ length: PEOPLE }, () => cookieOfNewLearner(context)));
				const send = (cookie: string) => post(web.url, cookie).then((id) => id !== null && acknowledged.push(id));
				// The first request loads the route; the kill is to fall among those after it.
				await send(cookies[0] ?? '');
				const posts = cookies.slice(1).map(send);
				await sleep(40 + random() * 400);
				await Promise.all([killNow(web.process), killNow(grader)]);
				await Promise.all(posts);
				grader = startGrader(data, dist, databaseUrl);
			}
			await expect.poll(() => countJobs(context), { timeout: Math.max(120_000, WEB_KILLS * PEOPLE * 3_000), interval: 250 }).toBe(0);

			const outcomes = await outcomesOf(context);
			expect(acknowledged.length).toBeGreaterThanOrEqual(WEB_KILLS);
			expect(acknowledged.map((id) => outcomes.get(id))).toEqual(acknowledged.map(() => 'error'));
		} finally {
			for (const child of running.splice(0)) child.kill('SIGKILL');
			await context.close();
			await database.close();
		}
	});
});

async function startWeb(data: string, databaseUrl: string): Promise<{ url: string; process: ChildProcess }> {
	const port = String(await freePort());
	const url = `http://127.0.0.1:${port}`;
	const web = spawn(process.execPath, [join(DIST, 'server', 'entry.mjs')], {
		env: {
			...process.env,
			HOST: '127.0.0.1',
			PORT: port,
			GRADUS_MODE: 'production',
			GRADUS_DATA: data,
			DATABASE_URL: databaseUrl,
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
