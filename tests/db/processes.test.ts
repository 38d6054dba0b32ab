/** What several processes on one database share: migrations at the start, a clock, and the list of graders. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { listGraders, upsertGrader } from '#db/store/graders.ts';
import { followClock } from '#server/clock.ts';
import { readConfig } from '#server/config.ts';
import type { Context } from '#server/context.ts';
import { getHealth } from '#server/get-health.ts';
import { isGraderAlive, keepGraderStatus } from '#server/grader-status.ts';
import { openBlobStore } from '#server/open-blob-store.ts';
import { secretFrom } from '#server/secret.ts';
import { ENGINES, openTestDatabase, PROCESS_ENGINES, type TestDatabase } from '../support/database.ts';

const MINUTE_MS = 60_000;

function contextOf({ client }: TestDatabase, now: () => number): Context {
	const config = readConfig({});
	const blobs = openBlobStore(config, now);
	return { config, client, log: pino({ level: 'silent' }), secret: secretFrom(Buffer.alloc(32)), blobs, now };
}

describe.each(PROCESS_ENGINES)('processes that start at once on %s', (engine) => {
	test('bring an empty database up to date one after another', async () => {
		const database = await openTestDatabase(engine, { isEmpty: true });
		const script = `import { openDatabase } from '#db/client.ts';
			const client = await openDatabase(${JSON.stringify(database.url)});
			process.stdin.once('data', () => client.migrate().then(() => process.exit(0)));
			console.log('ready');`;
		const children = Array.from({ length: 2 }, () =>
			spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] }),
		);
		await Promise.all(children.map((child) => once(child.stdout, 'data')));

		const codes = await database.client.exclusively(async () => {
			const ends = children.map(async (child) => {
				child.stdin.write('go');
				const [code]: unknown[] = await once(child, 'exit');
				return code;
			});
			await new Promise((resolve) => setTimeout(resolve, 300));
			// They wait for us.
			await expect(listGraders(database.client)).rejects.toThrow();
			return { ends };
		});

		expect(await Promise.all(codes.ends)).toEqual([0, 0]);
		expect(await listGraders(database.client)).toEqual([]);
		await database.close();
	});

	test('what is exclusive runs one after another', async () => {
		const database = await openTestDatabase(engine);
		const second = await openDatabase(database.url);
		let inside = 0;
		const run = async () => {
			inside++;
			await new Promise((resolve) => setTimeout(resolve, 30));
			return inside--;
		};

		const most = await Promise.all([database.client, second, database.client, second].map((client) => client.exclusively(run)));

		expect(most).toEqual([1, 1, 1, 1]);
		await second.close();
		await database.close();
	});
});

describe.each(ENGINES)('graders on %s', (engine) => {
	test('are listed from every machine, and one that is unsound or silent judges nothing', async () => {
		const database = await openTestDatabase(engine);
		let now = Date.now();
		const context = contextOf(database, () => now);
		const row = { host: 'elsewhere', pid: 1, layer: 'bwrap', detail: '', startedAt: new Date(now) };
		let fault: string | null = 'The canary is rejected.';
		const here = await keepGraderStatus(context, { owner: 'here', layer: 'none', fault: () => fault });

		const before = await getHealth(context);
		await upsertGrader(context.client, { ...row, owner: 'there', isHealthy: true, seenAt: new Date(now) });
		const both = await getHealth(context);
		now += 16_000;
		const silent = await getHealth(context);
		fault = null;
		await here.renew();
		const mended = await getHealth(context);
		await here.end();
		now += 61 * MINUTE_MS;

		expect(before).toMatchObject({ grader: 'down', sandbox: 'none', graders: [{ state: 'unsound', seenSecondsAgo: 0 }] });
		expect(both).toMatchObject({ grader: 'up', sandbox: 'bwrap' });
		expect(both.graders).toHaveLength(2);
		expect(silent.grader).toBe('down');
		expect(silent.graders.map(({ state }) => state)).toEqual(['silent', 'silent']);
		expect(mended).toMatchObject({ grader: 'up', sandbox: 'none', graders: [{ state: 'up' }, { state: 'silent' }] });
		expect((await getHealth(context)).graders).toEqual([]);
		expect(await isGraderAlive(context)).toBe(false);
		await database.close();
	});
});

test('health answers also while the database does not', async () => {
	const database = await openTestDatabase('sqlite');
	const context = contextOf(database, Date.now);
	await database.client.close();

	expect(await getHealth(context)).toEqual({ status: 'up', grader: 'unknown', sandbox: 'unknown', graders: [] });
	rmSync(database.url.slice('file:'.length), { force: true });
});

test.skipIf(!ENGINES.includes('postgres'))('machines whose clocks differ by minutes agree on the time of the database', async () => {
	const database = await openTestDatabase('postgres');
	const theirs = await database.client.clock();

	const clocks = await Promise.all([-90_000, 0, 60_000].map((wrong) => followClock(database.client, () => Date.now() + wrong)));

	const times = clocks.map((now) => now());
	expect(Math.max(...times) - Math.min(...times)).toBeLessThan(20_000);
	expect(Math.abs((times[0] ?? 0) - theirs)).toBeLessThan(20_000);
	await database.close();
});

test('a clock is read again after half a minute, and lasts through a database that does not answer', async () => {
	const database = await openTestDatabase('sqlite');
	let theirs: number | Error = 500_000;
	let local = 0;
	const clock = async () => {
		if (theirs instanceof Error) throw theirs;
		return theirs;
	};
	const now = await followClock({ ...database.client, engine: 'postgres', clock }, () => local);

	const first = now();
	local = 20_000;
	theirs = 900_000;
	const soon = now();
	local = 31_000;
	now();
	await new Promise((resolve) => setImmediate(resolve));
	const later = now();
	theirs = new Error('gone');
	local = 63_000;
	now();
	await new Promise((resolve) => setImmediate(resolve));

	expect([first, soon, later, now()]).toEqual([500_000, 520_000, 900_000, 932_000]);
	await database.close();
});
