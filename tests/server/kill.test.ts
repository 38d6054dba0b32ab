/** kill -9 of the grader at random points: every acknowledged submission gets exactly one verdict. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { buildSandbox } from '../../scripts/build-sandbox.ts';
import { textOfLab } from '../sandbox/support/sandbox.ts';
import { makeSubmission, makeUser } from '../support/database.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const KILL_POINTS = Number(process.env['GRADUS_KILL_POINTS'] ?? 10);
const SUBMISSIONS = 200;

function startGrader(data: string, dist: string): ChildProcess {
	return spawn(process.execPath, ['--no-warnings', join(ROOT, 'src/server/grader-main.ts')], {
		cwd: ROOT,
		env: {
			...process.env,
			GRADUS_DATA: data,
			GRADUS_DIST: dist,
			GRADUS_ROLE: 'grader',
			GRADUS_ROOT: ROOT,
			SANDBOX: 'off',
			LOG_LEVEL: 'error',
		},
		stdio: ['ignore', 'ignore', 'inherit'],
	});
}

it(`after ${KILL_POINTS} kills, ${SUBMISSIONS} submissions have one verdict each`, { timeout: 300_000 }, async () => {
	const data = mkdtempSync(join(tmpdir(), 'gradus-kill-'));
	const dist = join(ROOT, 'node_modules/.cache/gradus-test');
	await buildSandbox(dist);
	const client = await openDatabase(`file:${join(data, 'gradus.db')}`);
	let grader: ChildProcess | undefined;
	try {
		await client.migrate();
		const userId = await makeUser(client);
		// Stopped before a check runs: the journey through the job table is what is tested, not the lab.
		for (let i = 0; i < SUBMISSIONS; i += 1)
			await makeSubmission(client, userId, { code: i % 10 === 0 ? textOfLab('causal-attention', 'solution.ts') : 'export const = 1;' });
		const { jobs, verdicts } = client.schema;
		for (let i = 0; i <= KILL_POINTS; i += 1) {
			grader = startGrader(data, dist);
			if (i === KILL_POINTS) break;
			await new Promise((resolve) => setTimeout(resolve, 800 + Math.random() * 1_500));
			grader.kill('SIGKILL');
			await once(grader, 'exit');
			// A lease outlives its owner by up to 90 s; the test does not wait for that clock.
			await client.db.update(jobs).set({ leaseUntil: new Date(0) });
		}
		await expect
			.poll(async () => Number((await client.db.select({ n: count() }).from(jobs))[0]?.n), { timeout: 200_000, interval: 500 })
			.toBe(0);
		const rows = await client.db.select({ submissionId: verdicts.submissionId, outcome: verdicts.outcome }).from(verdicts);
		expect(rows).toHaveLength(SUBMISSIONS);
		expect(new Set(rows.map((row) => row.submissionId)).size).toBe(SUBMISSIONS);
		expect(rows.filter((row) => row.outcome === 'accepted')).toHaveLength(SUBMISSIONS / 10);
	} finally {
		grader?.kill('SIGKILL');
		await client.close();
		rmSync(data, { recursive: true, force: true });
	}
});
