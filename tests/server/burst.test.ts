/** Many submissions at once: each ends in one verdict, while the web process goes on answering. On a built site with its own grader. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireLab } from '#server/get-lab.ts';
import { entries } from '../sandbox/faults/machine.ts';
import { textOfLab } from '../sandbox/support/sandbox.ts';
import { isTableWanted, recordRun, writeTable } from '../sandbox/support/table.ts';
import { isNight } from '../support/sample.ts';
import { DIST, startSite } from '../support/site.ts';

const COUNT = isNight ? 100 : 15;
/** No learner may have more waiting. */
const EACH = 3;
const burst = entries.find(({ n }) => n === 96);
const canRun = existsSync(join(DIST, 'server', 'entry.mjs'));

test.skipIf(!canRun)(`A4: 96 ${COUNT} submissions at once have one verdict each`, { timeout: 600_000, retry: 0 }, async () => {
	const startedAt = performance.now();
	const site = await startSite({ GRADUS_ROLE: 'all', SANDBOX: 'auto' });
	try {
		const { id: lab, version } = requireLab('causal-attention');
		const code = textOfLab(lab, 'solution.ts');
		const people = await Promise.all(Array.from({ length: Math.ceil(COUNT / EACH) }, () => site.person('learner')));
		/** Of all of them handed in at one moment, and of everything that is asked while they are judged. */
		const times: Record<'POST' | 'GET', number[]> = { POST: [], GET: [] };
		const ask = async (path: string, cookie: string, init: RequestInit = {}): Promise<unknown> => {
			const from = performance.now();
			const headers = { cookie, origin: site.server.url, 'content-type': 'application/json' };
			const response = await fetch(`${site.server.url}${path}`, { ...init, headers });
			const body: unknown = await response.json();
			times[init.method === 'POST' ? 'POST' : 'GET'].push(performance.now() - from);
			expect([response.status, body]).toEqual([init.method === 'POST' ? 202 : 200, body]);
			return body;
		};
		const send = async (n: number): Promise<void> => {
			const { cookie = '' } = people[Math.floor(n / EACH)] ?? {};
			const body = JSON.stringify({ lab, version, code, checkpoints: [], idempotencyKey: randomUUID() });
			// Our own server; the status was checked.
			const { id } = (await ask('/api/submissions', cookie, { method: 'POST', body })) as { id: string };
			await expect
				.poll(async () => ((await ask(`/api/submissions/${id}`, cookie)) as { state: string }).state, { timeout: 400_000, interval: 1_000 })
				.toBe('done');
		};
		await Promise.all(Array.from({ length: COUNT }, (_, n) => send(n)));

		const { db, schema } = site.context.client;
		const verdicts = await db.select({ id: schema.verdicts.submissionId, outcome: schema.verdicts.outcome }).from(schema.verdicts);
		expect(verdicts.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(COUNT);
		expect(new Set(verdicts.map(({ id }) => id)).size).toBe(COUNT);
		const seconds = (performance.now() - startedAt) / 1_000;
		const p95 = (of: readonly number[]) => of.toSorted((a, b) => a - b)[Math.floor(0.95 * of.length)]?.toFixed(0);
		console.log(
			`${COUNT} verdicts in ${seconds.toFixed(0)} s; p95 of ${times.GET.length} questions ${p95(times.GET)} ms, of ${COUNT} submissions at one moment ${p95(times.POST)} ms`,
		);
		if (burst !== undefined) recordRun(burst, { layer: 'any', outcome: burst.allowed[0], ms: seconds * 1_000 });
	} finally {
		await site.stop();
		if (isTableWanted) writeTable();
	}
});
