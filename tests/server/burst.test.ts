/**
 * Many submissions at one moment, each page following its own as a browser does: each ends in one verdict, while the web process goes on answering
 * whoever is not waiting for one. On a built site with its own grader.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { requireLab } from '#server/get-lab.ts';
import { entries } from '../sandbox/faults/machine.ts';
import { textOfLab } from '../sandbox/support/sandbox.ts';
import { isTableWanted, recordRun, writeTable } from '../sandbox/support/table.ts';
import { isNight } from '../support/sample.ts';
import { DIST, startSite } from '../support/site.ts';

const COUNT = isNight ? 100 : 9;
/** No learner may have more waiting. */
const EACH = 3;
const LAB = 'causal-attention';
/** What somebody else asks for meanwhile, ten times a second, whether the last was answered or not. */
const ELSEWHERE = ['/path', `/lab/${LAB}`, `/api/labs/${LAB}/workspace`, '/me', `/api/labs/${LAB}/help`, '/learn/1-gpt2/causal-attention'];
const ELSEWHERE_MS = 100;
const burst = entries.find(({ n }) => n === 96);
const canRun = existsSync(join(DIST, 'server', 'entry.mjs'));

test.skipIf(!canRun)(`A4: 96 ${COUNT} submissions at once have one verdict each`, { timeout: 600_000, retry: 0 }, async () => {
	// As it is shipped where times are read; by day another suite runs beside it.
	const site = await startSite({ GRADUS_ROLE: 'all', SANDBOX: 'auto', ...(isNight ? { GRADER_NICENESS: '' } : {}) });
	try {
		const { version } = requireLab(LAB);
		const code = textOfLab(LAB, 'solution.ts');
		const people = await Promise.all(Array.from({ length: Math.ceil(COUNT / EACH) }, () => site.person('learner')));
		const { cookie: other } = await site.person('learner');
		const times = { submit: [] as number[], elsewhere: [] as number[] };
		const ask = async (kind: keyof typeof times, path: string, cookie: string, init: RequestInit = {}): Promise<string> => {
			const from = performance.now();
			const headers = { cookie, origin: site.server.url, 'content-type': 'application/json' };
			const response = await fetch(`${site.server.url}${path}`, { ...init, headers });
			const body = await response.text();
			times[kind].push(performance.now() - from);
			expect([path, response.status, body]).toEqual([path, kind === 'submit' ? 202 : 200, body]);
			return body;
		};
		const send = async (n: number): Promise<void> => {
			const { cookie = '' } = people[Math.floor(n / EACH)] ?? {};
			const body = JSON.stringify({ lab: LAB, version, code, checkpoints: [], idempotencyKey: randomUUID() });
			// Our own server; the status was checked.
			const { id } = JSON.parse(await ask('submit', '/api/submissions', cookie, { method: 'POST', body })) as { id: string };
			await untilJudged(`${site.server.url}/api/submissions/${id}/events`, cookie);
		};
		// The pages and the sandbox are warm: a site that has just started has no hundred learners.
		for (const path of ELSEWHERE) await ask('elsewhere', path, other);
		await expect.poll(async () => (await fetch(`${site.server.url}/readyz`)).status, { timeout: 30_000 }).toBe(200);
		times.elsewhere.length = 0;

		const startedAt = performance.now();
		const asked: Promise<string>[] = [];
		const asking = setInterval(() => {
			asked.push(ask('elsewhere', ELSEWHERE[asked.length % ELSEWHERE.length] ?? '/', other));
		}, ELSEWHERE_MS);
		await Promise.all(Array.from({ length: COUNT }, (_, n) => send(n))).finally(() => clearInterval(asking));
		const seconds = (performance.now() - startedAt) / 1_000;
		await Promise.all(asked);

		const { db, schema } = site.context.client;
		const verdicts = await db.select({ id: schema.verdicts.submissionId, outcome: schema.verdicts.outcome }).from(schema.verdicts);
		expect(verdicts.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(COUNT);
		expect(new Set(verdicts.map(({ id }) => id)).size).toBe(COUNT);
		console.log(
			`${COUNT} verdicts in ${seconds.toFixed(0)} s; of ${times.elsewhere.length} requests meanwhile p50 ${share(times.elsewhere, 0.5)} and p95 ${share(times.elsewhere, 0.95)} ms; of ${COUNT} submissions at one moment p50 ${share(times.submit, 0.5)} and p95 ${share(times.submit, 0.95)} ms`,
		);
		if (burst !== undefined) recordRun(burst, { layer: 'any', outcome: burst.allowed[0], ms: seconds * 1_000 });
	} finally {
		await site.stop();
		if (isTableWanted) writeTable();
	}
});

function share(of: readonly number[], part: number): string {
	return of.toSorted((a, b) => a - b)[Math.floor(part * of.length)]?.toFixed(0) ?? '?';
}

/** Follows the events as a page does; a stream that ends too early is opened again. */
async function untilJudged(url: string, cookie: string): Promise<void> {
	for (;;) {
		const response = await fetch(url, { headers: { cookie } });
		expect(response.status).toBe(200);
		const told = await response.text();
		expect(told).not.toContain('"state":"needs-staff"');
		if (told.includes('"state":"done"')) return;
		await sleep(100);
	}
}
