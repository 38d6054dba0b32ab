/** `npm start` in its roles: a web process and two graders, started at once on an empty database, each with its own part and none of the others'. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ENGINES_OF_TODAY, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { freePort, type Role, startRole } from '../support/server.ts';

const healthSchema = z.strictObject({
	status: z.literal('up'),
	grader: z.enum(['up', 'down', 'unknown']),
	sandbox: z.string(),
	graders: z.array(z.strictObject({ state: z.string(), sandbox: z.string(), seenSecondsAgo: z.number() })),
});

describe.each(ENGINES_OF_TODAY)('roles on %s', (engine) => {
	let database: TestDatabase;
	let folder: string;
	let url: string;
	let web: Role;
	let graders: Role[];

	beforeAll(async () => {
		database = await openTestDatabase(engine, { isEmpty: true });
		folder = mkdtempSync(join(tmpdir(), 'gradus-roles-'));
		const port = String(await freePort());
		url = `http://127.0.0.1:${port}`;
		const env = { GRADUS_DATA: folder, DATABASE_URL: database.url, GRADUS_MODE: 'production', SANDBOX: 'auto', LOG_LEVEL: 'error' };
		const [first, ...others] = (['web', 'grader', 'grader'] as const).map((role) =>
			startRole({ ...env, GRADUS_ROLE: role, ...(role === 'web' ? { PORT: port } : {}) }),
		);
		if (!first) throw new Error('nothing was started');
		[web, graders] = [first, others];
		await web.until(() => fetch(`${url}/readyz`).then(({ ok }) => ok));
	});
	afterAll(async () => {
		await Promise.all([web, ...graders].map((role) => role.stop()));
		await database.close();
		rmSync(folder, { recursive: true, force: true });
	});

	const health = async () => healthSchema.parse(await (await fetch(`${url}/healthz`)).json());
	const states = async () => (await health()).graders.map(({ state }) => state);

	test('the web process lists both graders, and the numbers name them', async () => {
		await web.until(async () => (await states()).join() === 'up,up');

		const { grader, sandbox } = await health();
		const metrics = await (await fetch(`${url}/metrics`)).text();

		expect(grader).toBe('up');
		expect(sandbox).not.toBe('unknown');
		expect(metrics).toContain('gradus_grader_up 1');
		expect(metrics.match(/^gradus_grader\{host="[^"]+",pid="\d+",layer="[^"]+"\} 1$/gm)).toHaveLength(2);
	});

	test('only the web process serves and prints the link for the first admin', () => {
		expect(web.output()).toContain('/invite/');
		for (const grader of graders) {
			expect(grader.output()).toContain('A grader judges what');
			expect(grader.output()).not.toMatch(/invite|Gradus is at/);
		}
	});

	test('a grader that is stopped leaves the list, and the other goes on', async () => {
		await graders[0]?.stop();

		await web.until(async () => (await states()).length === 1);
		expect(await states()).toEqual(['up']);
	});
});
