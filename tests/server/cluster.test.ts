/**
 * The topology of compose.yaml as processes: two webs, two graders, a PostgreSQL and an S3-compatible store. What learners submit over both
 * webs is judged once each, although one web and both graders are killed on the way. 500 submissions by night, or as many as
 * GRADUS_CLUSTER says; `npm run test:cluster` runs those alone.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { labs } from '#labs/index.ts';
import { startSession } from '#server/auth.ts';
import type { Context } from '#server/context.ts';
import { textOfLab } from '../sandbox/support/sandbox.ts';
import { clusterAsked, EACH } from '../support/cluster-asked.ts';
import { makeUser, openTestDatabase, PROCESS_ENGINES } from '../support/database.ts';
import { startS3Server } from '../support/s3-server.ts';
import { isNight } from '../support/sample.ts';
import { BESIDE_A_SUITE, freePort } from '../support/server.ts';
import { DIST, openTestContext } from '../support/site.ts';

const ENTRY = join(DIST, 'server', 'entry.mjs');
/** By night, and when asked for (`npm run test:cluster`); GRADUS_CLUSTER says how many. Ten in ten minutes is a learner's limit. */
const { submissions: SUBMISSIONS, fault } = clusterAsked({
	wanted: process.env['GRADUS_CLUSTER'],
	isNight,
	hasPostgres: PROCESS_ENGINES.includes('postgres'),
	site: { path: ENTRY, isBuilt: existsSync(ENTRY) },
});
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

const isWanted = SUBMISSIONS > 0 || fault !== null;

test.skipIf(!isWanted)(
	`a cluster judges ${SUBMISSIONS} submissions once each through three kills`,
	{ timeout: LONGEST_MS, retry: 0 },
	async () => {
		if (fault !== null) throw new Error(fault);
		const database = await openTestDatabase('postgres');
		const s3 = await startS3Server();
		const context = await openTestContext({ DATABASE_URL: database.url, ...s3.env });
		const env = {
			...s3.env,
			...BESIDE_A_SUITE,
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
		const webs = ports.map((port) => keep(ENTRY, { ...env, GRADUS_ROLE: 'web', PORT: port }));
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
	},
);

describe('what was asked of the cluster', () => {
	const site = { path: 'dist/server/entry.mjs', isBuilt: true };
	const possible = { wanted: undefined, isNight: false, hasPostgres: true, site };

	test('is nothing by day, 500 by night, and what GRADUS_CLUSTER says at any time', () => {
		expect(clusterAsked(possible)).toEqual({ submissions: 0, fault: null });
		expect(clusterAsked({ ...possible, isNight: true })).toEqual({ submissions: 500, fault: null });
		expect(clusterAsked({ ...possible, wanted: '40' })).toEqual({ submissions: 40, fault: null });
	});

	test('by name fails with a sentence where something is missing, instead of being skipped', () => {
		const asked = { ...possible, wanted: '500' };
		expect(clusterAsked({ ...asked, hasPostgres: false }).fault).toMatch(/needs PostgreSQL.*apt-get install postgresql/);
		expect(clusterAsked({ ...asked, site: { ...site, isBuilt: false } }).fault).toMatch(
			/dist.server.entry.mjs is not there: npm run build/,
		);
		for (const wanted of ['', '0', '-5', 'all', '7', '2.5'])
			expect(clusterAsked({ ...asked, wanted }).fault).toContain(`GRADUS_CLUSTER=${wanted} is`);
		// The night's suites say themselves that they run without PostgreSQL.
		expect(clusterAsked({ ...possible, isNight: true, hasPostgres: false })).toEqual({ submissions: 0, fault: null });
	});

	test('by npm run test:cluster comes with PostgreSQL and the build, as npm test has them', () => {
		const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(readFileSync('package.json', 'utf8')));
		expect(scripts['test:cluster']).toMatch(/^GRADUS_CLUSTER=\S+ node scripts\/bootstrap\.mjs cluster .*cluster\.test\.ts$/);
		const bootstrap = readFileSync('scripts/bootstrap.mjs', 'utf8');
		expect(bootstrap).toMatch(/command === 'cluster'\) \{\s*await ensurePostgres\(env\);/);
		expect(bootstrap).toMatch(/\[.*'test', 'cluster'\]\.includes\(command\)\) await ensureBuild\(/);
	});
});
