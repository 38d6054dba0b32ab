/**
 * The topology of compose.yaml as processes: two webs, two graders, a PostgreSQL and an S3-compatible store. What learners submit over both
 * webs is judged once each, although one web and both graders are killed on the way. 500 submissions by night, or as many as
 * GRADUS_CLUSTER says; `npm run test:cluster` runs those alone.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { labs } from '#labs/index.ts';
import { startSession } from '#server/auth.ts';
import type { Context } from '#server/context.ts';
import { textOfLab } from '../sandbox/support/sandbox.ts';
import { makeUser, openTestDatabase, PROCESS_ENGINES } from '../support/database.ts';
import { startS3Server } from '../support/s3-server.ts';
import { isNight } from '../support/sample.ts';
import { freePort } from '../support/server.ts';
import { DIST, openTestContext } from '../support/site.ts';

/** By night, and when asked for (`npm run test:cluster`); GRADUS_CLUSTER says how many. */
const SUBMISSIONS = Number(process.env['GRADUS_CLUSTER'] ?? (isNight ? 500 : 0));
/** Ten in ten minutes is a learner's limit. */
const EACH = 5;
const BUSY_MS = 3_000;
/** On a machine that has other work too. */
const LONGEST_MS = 3_600_000;
const LAB = 'causal-attention';
const SOLUTION = textOfLab(LAB, 'solution.ts');
const STARTER = textOfLab(LAB, 'starter.ts');
/** What a learner sends in turn: three of five run all checks, visible and hidden; the others do not compile. */
const KINDS = [
	{ code: SOLUTION, outcome: 'accepted' },
	{ code: 'export const = 1;', outcome: 'error' },
	{ code: STARTER, outcome: 'rejected' },
	{ code: 'export function causalAttention( {', outcome: 'error' },
	{ code: `${SOLUTION}\n// again\n`, outcome: 'accepted' },
] as const;

/** A process that is started again when it was killed, as the supervisor does. */
interface Kept {
	readonly kill: () => void;
	readonly end: () => void;
}

function keep(script: string, env: Readonly<Record<string, string>>): Kept {
	let isEnding = false;
	let child: ChildProcess;
	const start = () => {
		child = spawn(process.execPath, ['--no-warnings', script], { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
		child.once('exit', () => isEnding || setTimeout(start, 500));
	};
	start();
	return {
		kill: () => child.kill('SIGKILL'),
		end() {
			isEnding = true;
			child.kill('SIGKILL');
		},
	};
}

/** Sends until it is acknowledged, each time through the next web, always under the same key. Gives the submission's id. */
async function send(webs: readonly string[], cookie: string, code: string, first: number): Promise<string> {
	const version = labs.find(({ id }) => id === LAB)?.version;
	const body = JSON.stringify({ lab: LAB, version, code, checkpoints: [], idempotencyKey: crypto.randomUUID() });
	for (let n = first; ; n++) {
		const url = webs[n % webs.length] ?? '';
		const headers = { cookie, 'content-type': 'application/json', origin: url, 'sec-fetch-site': 'same-origin' };
		const response = await fetch(`${url}/api/submissions`, { method: 'POST', headers, body }).catch(() => null);
		// A body that the kill cut off acknowledges nothing.
		const answer: unknown = await response?.json().catch(() => null);
		if (response?.status === 202 && answer !== null) return z.object({ id: z.string() }).parse(answer).id;
		// Not reached (408: the web had no time to read it), or three of this learner's are still being judged.
		if (response && response.status !== 429 && response.status !== 408 && response.status < 500)
			throw new Error(`${response.status} ${JSON.stringify(answer)}`);
		// A hundred learners who asked four times a second would keep both graders from the processors.
		await sleep(response?.status === 429 ? BUSY_MS : 250);
	}
}

async function learnerSends(context: Context, webs: readonly string[], n: number): Promise<Map<string, string>> {
	const { name, value } = await startSession(context, await makeUser(context.client), undefined);
	const expected = new Map<string, string>();
	for (const [i, { code, outcome }] of KINDS.entries()) expected.set(await send(webs, `${name}=${value}`, code, n + i), outcome);
	return expected;
}

const isPossible = SUBMISSIONS > 0 && PROCESS_ENGINES.includes('postgres') && existsSync(join(DIST, 'server', 'entry.mjs'));

test.skipIf(!isPossible)(`a cluster judges ${SUBMISSIONS} submissions once each through three kills`, { timeout: LONGEST_MS }, async () => {
	const database = await openTestDatabase('postgres');
	const s3 = await startS3Server();
	const context = await openTestContext({ DATABASE_URL: database.url, ...s3.env });
	const env = {
		...s3.env,
		GRADUS_DATA: context.config.GRADUS_DATA,
		// A sandbox's process has another working folder.
		GRADUS_DIST: resolve(DIST),
		GRADUS_MODE: 'production',
		GRADUS_ROOT: process.cwd(),
		DATABASE_URL: database.url,
		SANDBOX: 'auto',
		LEASE_SECONDS: '3',
		LOG_LEVEL: 'error',
		HOST: '127.0.0.1',
	};
	const ports = [String(await freePort()), String(await freePort())];
	const webs = ports.map((port) => keep(join(DIST, 'server', 'entry.mjs'), { ...env, GRADUS_ROLE: 'web', PORT: port }));
	const graders = [1, 2].map(() => keep('src/server/grader-main.ts', { ...env, GRADUS_ROLE: 'grader' }));
	const { submissions, verdicts, jobs, events } = context.client.schema;
	const { db } = context.client;
	const judged = async () => (await db.select({ id: verdicts.id }).from(verdicts)).length;
	try {
		const startedAt = Date.now();
		const sending = Promise.all(
			Array.from({ length: SUBMISSIONS / EACH }, (_, n) =>
				learnerSends(
					context,
					ports.map((port) => `http://127.0.0.1:${port}`),
					n,
				),
			),
		);
		for (const [i, victim] of [graders[0], webs[0], graders[1]].entries()) {
			await expect.poll(judged, { timeout: LONGEST_MS, interval: 50 }).toBeGreaterThan(((i + 1) * SUBMISSIONS) / 5);
			victim?.kill();
		}
		const expected = new Map((await sending).flatMap((each) => [...each]));
		await expect.poll(async () => (await db.select({ id: jobs.id }).from(jobs)).length, { timeout: LONGEST_MS, interval: 200 }).toBe(0);
		const seconds = (Date.now() - startedAt) / 1000;

		const rows = await db.select({ id: verdicts.submissionId, outcome: verdicts.outcome }).from(verdicts);
		expect(rows).toHaveLength(SUBMISSIONS);
		expect(new Map(rows.map(({ id, outcome }) => [id, outcome]))).toEqual(expected);
		expect(await db.select({ id: submissions.id }).from(submissions)).toHaveLength(SUBMISSIONS);
		expect(await db.select({ id: events.id }).from(events).where(eq(events.type, 'attempt'))).toHaveLength(SUBMISSIONS);
		// What judged them was read from the store by whoever judged.
		expect(s3.objects.size).toBe(1);
		console.log(
			`${SUBMISSIONS} submissions in ${seconds.toFixed(0)} s: ${(SUBMISSIONS / seconds).toFixed(1)} a second, through three kills`,
		);
	} finally {
		for (const each of [...webs, ...graders]) each.end();
		await context.close();
		await database.close();
		await s3.stop();
	}
});
